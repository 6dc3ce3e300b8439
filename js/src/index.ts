// The npm module: `import { Relink } from '@relink/js'`.
import { createRelink } from './relink.ts';
import type { RelinkInstance, RelinkOptions } from './types.ts';

export type {
  CollectForIntentOptions,
  ConfirmUsBankAccountData,
  MicrodepositsData,
  PaymentIntent,
  PaymentIntentResult,
  SetupIntent,
  SetupIntentResult,
} from './intent_types.ts';
export type {
  BankAccountToken,
  CollectOptions,
  CollectResult,
  CollectTokenResult,
  FinancialConnectionsAccount,
  FinancialConnectionsSession,
  RelinkError,
  RelinkFailureReason,
  RelinkInstance,
  RelinkOptions,
} from './types.ts';

/** Makes the SDK for a publishable key. `apiBase` is required here; throws an IntegrationError for a wrong key or option. */
export function Relink(publishableKey: string, options: RelinkOptions & { apiBase: string }): RelinkInstance {
  return createRelink(publishableKey, options, null);
}
