// Collecting the bank account of an intent: a session made for it, and the payment method that it gets as the session ends.

import type { BankAccountOptions, BillingDetails } from '#database/payment_method_tables.ts';
import type { Row } from '#database/schema.ts';
import { offeredInstitution } from '#domain/connections/institution_rows.ts';
import { leaveSession } from '#domain/connections/leave.ts';
import { createSession, endSession } from '#domain/connections/session.ts';
import { abandonVisit } from '#domain/connections/visit.ts';
import type { Context } from '#domain/context.ts';
import { typedToken } from '#domain/payouts/session_token.ts';
import type { CustomerId, TestClockId } from '#kernel/id.ts';
import type { BankNumber } from './bank_number.ts';
import { lastDigits } from './bank_number.ts';
import { giveMethod } from './collected_method.ts';
import { createPaymentMethod } from './payment_method.ts';
import { typedNumber } from './typed_number.ts';

/** Far more than a customer begins; each begins anew, and the one before ends. */
const SESSIONS_MAX = 50;

/** What an intent says of the account it wants. */
export interface WantsAccount {
  id: string;
  customer: CustomerId | null;
  test_clock: TestClockId | null;
  payment_method_options: BankAccountOptions;
}

/** Why no session can be made for an intent. */
export type CollectProblem = { type: 'too_many' } | { type: 'no_institution'; institution: string };

/** A modal session for the one account that the intent is about. The intent must not be finished. */
export async function createIntentSession(
  context: Context,
  intent: WantsAccount,
  billing_details: BillingDetails,
): Promise<{ row: Row<'sessions'>; client_secret: string | null } | CollectProblem> {
  const { trx, livemode } = context;
  const earlier = await trx.selectFrom('sessions').select(['id', 'status']).where('intent', '=', intent.id).execute();
  if (earlier.length >= SESSIONS_MAX) return { type: 'too_many' };
  for (const { id, status } of earlier) if (status === 'pending') await leaveSession(context, id);
  const { financial_connections: wanted = {} } = intent.payment_method_options;
  const filter = wanted.filters?.institution;
  const institution = filter === undefined ? null : await offeredInstitution(trx, livemode, filter);
  if (filter !== undefined && institution === null) return { type: 'no_institution', institution: filter };
  return await createSession(context, {
    customer: intent.customer,
    connected_account: null,
    test_clock: intent.test_clock,
    permissions: [...new Set(wanted.permissions ?? (['payment_method'] as const))],
    prefetch: [...new Set(wanted.prefetch ?? [])],
    filter_subcategories: wanted.filters?.account_subcategories ?? ['checking', 'savings'],
    filter_countries: null,
    filter_institution: institution?.id ?? null,
    filter_payment_support: 'all',
    limit_accounts: 1,
    manual_entry: manualEntryFor(intent.payment_method_options, livemode),
    return_url: wanted.return_url ?? null,
    relink_authorization: null,
    relink_account: null,
    institution: institution?.id ?? null,
    collects_for: { intent: intent.id, billing_details },
  });
}

/** Typed-in numbers have to be proved by micro-deposits, which only banks of the sandbox take from us. */
function manualEntryFor(
  { verification_method, financial_connections }: BankAccountOptions,
  livemode: boolean,
): Row<'sessions'>['manual_entry'] {
  if (livemode || verification_method === 'instant') return 'disabled';
  if (verification_method === 'microdeposits') return 'required';
  return financial_connections?.manual_entry?.mode ?? 'automatic';
}

/** Ends the session with an account whose numbers the customer typed in. The session must be locked and pending. */
export async function collectTyped(context: Context, session: Row<'sessions'>, number: BankNumber): Promise<void> {
  if (session.visit !== null) await abandonVisit(context, session.visit);
  await endSession(context, session, {
    status: 'succeeded',
    cancelled_reason: null,
    result_account: null,
    result_authorization: null,
    result_failure: null,
    reactivated_accounts: [],
    accounts: [],
    typed_last4: lastDigits(number),
    bank_account_token: await typedToken(context, session, number),
  });
  if (session.intent === null || session.billing_details === null) return;
  const method = await createPaymentMethod(context, {
    ...(await typedNumber(context, number)),
    account_holder_type: 'individual',
    account_type: 'checking',
    billing_details: session.billing_details,
    allow_redisplay: 'unspecified',
    metadata: {},
  });
  await giveMethod(context, session.intent, method);
}
