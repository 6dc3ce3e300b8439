// The constructor a merchant's page calls.
import {
  collectProblem,
  invalid,
  originProblem,
  publishableKeyProblem,
  RelinkIntegrationError,
  readApiBase,
  readLocale,
  readStripeAccount,
  securityProblem,
} from './check.ts';
import { type FlowOpener, runFlow } from './collect.ts';
import { createIntents } from './intents.ts';
import type { CollectOptions, CollectResult, RelinkInstance, RelinkOptions } from './types.ts';

// One page shows one flow at a time, however many instances there are.
let flowIsOpen = false;

/**
 * Makes the SDK for one publishable key.
 * `scriptOrigin` is where the script tag's file came from, null in the npm module.
 * Throws an IntegrationError for a wrong key, option or an unsafe page; these are mistakes to fix, not to handle.
 */
export function createRelink(
  publishableKey: string,
  options: RelinkOptions,
  scriptOrigin: string | null,
): RelinkInstance {
  const keyProblem = publishableKeyProblem(publishableKey);
  if (keyProblem !== null) throw new RelinkIntegrationError(keyProblem);
  if (typeof options !== 'object' || options === null)
    throw new RelinkIntegrationError('The options of Relink() must be an object.');
  const base = readApiBase(options.apiBase, scriptOrigin);
  if ('problem' in base) throw new RelinkIntegrationError(base.problem);
  const language = readLocale(options.locale);
  if ('problem' in language) throw new RelinkIntegrationError(language.problem);
  const acting = readStripeAccount(options.stripeAccount);
  if ('problem' in acting) throw new RelinkIntegrationError(acting.problem);
  const danger = securityProblem(publishableKey, pageFacts(), base.origin);
  if (danger?.level === 'refuse') throw new RelinkIntegrationError(danger.message);
  if (danger !== null) console.warn(danger.message);

  const caller = { apiOrigin: base.origin, publishableKey, stripeAccount: acting.stripeAccount };
  const showFlow = (open: FlowOpener) => showAlone(() => runFlow({ ...caller, open, locale: language.locale }));
  const collect = async (given: CollectOptions, name: string): Promise<CollectResult> => {
    const problem = collectProblem(given, pageFacts(), name);
    if (problem !== null) return { error: problem };
    const { clientSecret } = given;
    return await showFlow(async () => ({ clientSecret }));
  };
  return {
    collectFinancialConnectionsAccounts: (given) => collect(given, 'collectFinancialConnectionsAccounts'),
    async collectBankAccountToken(given) {
      const result = await collect(given, 'collectBankAccountToken');
      if (result.error !== undefined) return result;
      const token = result.financialConnectionsSession.bank_account_token;
      return token ? { ...result, token } : result;
    },
    ...createIntents(caller, showFlow),
  };
}

async function showAlone(run: () => Promise<CollectResult>): Promise<CollectResult> {
  const problem = originProblem(pageFacts());
  if (problem !== null) return { error: problem };
  if (flowIsOpen)
    return {
      error: invalid('A flow is already open on this page. Wait for its promise before you open another one.'),
    };
  flowIsOpen = true;
  try {
    return await run();
  } catch {
    return { error: { type: 'api_error', message: 'This browser could not open the flow.' } };
  } finally {
    flowIsOpen = false;
  }
}

function pageFacts() {
  return { isSecureContext: window.isSecureContext, hostname: location.hostname, origin: location.origin };
}
