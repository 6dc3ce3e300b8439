// A session's life: made with its filters and aim, ended once with a result, told of by one event.
import { json } from '#database/json.ts';
import type { BillingDetails } from '#database/payment_method_tables.ts';
import type {
  FailureReason,
  Holder,
  Permission,
  Row,
  SessionStatus,
  Subcategory,
  Transaction,
} from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { cancelJobs, enqueue } from '#jobs/enqueue.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import {
  type AccountId,
  type AuthorizationId,
  type BankTokenId,
  type InstitutionId,
  type MerchantId,
  newId,
  randomText,
  type SessionId,
  type TestClockId,
} from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { hashSecret } from '#kernel/secret.ts';
import { announceSession } from './announce.ts';
import type { Report } from './match_report.ts';
import { recordStep } from './session_steps.ts';

/** An unfinished session ends by itself after this long, in real time. */
const SESSION_MS = DAY_MS;
const CLIENT_SECRET_LENGTH = 24;
export const CLIENT_SECRET_PREFIX = 'fcsess_client_secret_';

export interface NewSession extends Holder {
  test_clock: TestClockId | null;
  permissions: Permission[];
  prefetch: string[];
  filter_subcategories: Subcategory[] | null;
  filter_countries: string[] | null;
  filter_institution: InstitutionId | null;
  filter_payment_support: 'all' | 'at_least_one' | 'none' | null;
  limit_accounts: number | null;
  manual_entry: Row<'sessions'>['manual_entry'];
  return_url: string | null;
  relink_authorization: AuthorizationId | null;
  relink_account: AccountId | null;
  /** Known in advance for a relink or an institution filter. */
  institution: InstitutionId | null;
  /** The setup or payment intent whose payment method is collected, and what its page says of the account's owner. */
  collects_for?: { intent: string; billing_details: BillingDetails };
  /** Goes on our own page, by a link, for as long as the customer takes; absent: in the merchant's page, by client secret. */
  hosted?: Pick<Row<'sessions'>, 'delivery_method' | 'source' | 'requested_by' | 'batch' | 'renews_before'>;
}

/**
 * Writes the session and plans the end of a modal one. Its client secret is returned once here; later it is unsealed. A hosted
 * one has none.
 */
export async function createSession(
  context: Context,
  { hosted, collects_for, ...session }: NewSession,
): Promise<{ row: Row<'sessions'>; client_secret: string | null }> {
  const id = newId('fcsess', context.random);
  const now = context.clock.now();
  const created = await customerTime(context, session.test_clock);
  const { client_secret, ...opener } = hosted ? NO_SECRET : newSecret(context, id, now);
  const written = context.trx
    .insertInto('sessions')
    .values({
      ...session,
      ...(hosted ?? MODAL),
      ...opener,
      ui_mode: hosted ? 'hosted' : 'modal',
      id,
      merchant: context.merchant.id,
      livemode: context.livemode,
      status: 'pending',
      cancelled_reason: null,
      result_account: null,
      result_authorization: null,
      result_failure: null,
      reactivated_accounts: [],
      agreed_at: null,
      visit: null,
      locale: null,
      opening: null,
      created,
      finished_at: null,
      opened_at: null,
      page_hash: null,
      superseded_by: null,
      intent: collects_for?.intent ?? null,
      billing_details: json(collects_for?.billing_details ?? null),
      typed_last4: null,
      bank_account_token: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const { expires_at } = opener;
  if (expires_at === null) return { row: await written, client_secret };
  const payload = { session: id };
  const end = { kind: 'session.expire', payload, due_at: expires_at, test_clock: null, unique_key: id, created: now };
  // Sent together: neither waits for the other, and a failure of either fails the transaction.
  const [row] = await Promise.all([written, enqueue(context.trx, end)]);
  return { row, client_secret };
}

const MODAL = {
  delivery_method: null,
  source: 'api',
  requested_by: null,
  batch: null,
  renews_before: null,
} as const;
const NO_SECRET = { client_secret: null, client_secret_hash: null, client_secret_sealed: null, expires_at: null };

function newSecret(context: Context, id: SessionId, now: Date) {
  const client_secret = CLIENT_SECRET_PREFIX + randomText(CLIENT_SECRET_LENGTH, context.random);
  return {
    client_secret,
    client_secret_hash: hashSecret(client_secret),
    client_secret_sealed: context.vault.sealer.seal(client_secret, placeOf({ id, merchant: context.merchant.id })),
    expires_at: after(now, SESSION_MS),
  };
}

/** Null for a hosted session. */
export function clientSecretOf(context: Pick<Context, 'vault'>, session: Row<'sessions'>): string | null {
  return session.client_secret_sealed && context.vault.sealer.open(session.client_secret_sealed, placeOf(session));
}

function placeOf({ id, merchant }: Pick<Row<'sessions'>, 'id' | 'merchant'>): Place {
  return { tenant: merchant, table: 'sessions', column: 'client_secret', row: id };
}

export async function sessionById(
  trx: Transaction,
  owner: { merchant: MerchantId; livemode: boolean },
  id: string,
): Promise<Row<'sessions'> | null> {
  const row = await trx
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', id as SessionId)
    .where('merchant', '=', owner.merchant)
    .where('livemode', '=', owner.livemode)
    .executeTakeFirst();
  return row ?? null;
}

export async function sessionByClientSecret(
  trx: Transaction,
  owner: { merchant: MerchantId; livemode: boolean },
  clientSecret: string,
): Promise<Row<'sessions'> | null> {
  const row = await trx
    .selectFrom('sessions')
    .selectAll()
    .where('client_secret_hash', '=', hashSecret(clientSecret))
    .where('merchant', '=', owner.merchant)
    .where('livemode', '=', owner.livemode)
    .executeTakeFirst();
  return row ?? null;
}

export async function lockSession(trx: Transaction, id: SessionId): Promise<Row<'sessions'>> {
  return await trx.selectFrom('sessions').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

/** The accounts collected in a session, in the order they were chosen. */
export async function accountsOfSession(trx: Transaction, session: SessionId): Promise<AccountId[]> {
  const rows = await trx
    .selectFrom('session_accounts')
    .select('account')
    .where('session', '=', session)
    .orderBy('position')
    .execute();
  return rows.map((row) => row.account);
}

export interface SessionEnd {
  status: Exclude<SessionStatus, 'pending'>;
  cancelled_reason: 'custom_manual_entry' | 'other' | null;
  result_account: AccountId | null;
  result_authorization: AuthorizationId | null;
  result_failure: FailureReason | null;
  reactivated_accounts: AccountId[];
  accounts: AccountId[];
  /** The newer e-mail session that takes this one's place. */
  superseded_by?: SessionId;
  /** What a relink changed, for the timeline. */
  report?: Report | null;
  /** Of the account number that the customer typed in. */
  typed_last4?: string;
  /** Of a session for payouts. */
  bank_account_token?: BankTokenId | null;
}

/** Ends a pending session, once; a finished one is returned as it is. The row must be locked by the caller. */
export async function endSession(
  context: Context,
  session: Row<'sessions'>,
  end: SessionEnd,
): Promise<Row<'sessions'>> {
  if (session.status !== 'pending') return session;
  const { accounts, report, ...values } = end;
  const row = await context.trx
    .updateTable('sessions')
    .set({ ...values, finished_at: context.clock.now() })
    .where('id', '=', session.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (accounts.length > 0) {
    const rows = accounts.map((account, position) => ({ session: session.id, account, position }));
    await context.trx.insertInto('session_accounts').values(rows).execute();
  }
  if (session.ui_mode === 'modal') await cancelJobs(context.trx, 'session.expire', session.id);
  await recordStep(context, session, end.superseded_by ? 'superseded' : end.status, {
    failure: end.result_failure,
    ...report,
  });
  // Only a relink of exactly this account lifts the pause between two e-mails (rulings, "Hosted sessions").
  if (end.status === 'succeeded' && session.relink_account !== null) {
    await context.trx
      .updateTable('accounts')
      .set({ relink_asked_at: null })
      .where('id', '=', session.relink_account)
      .where('relink_asked_at', 'is not', null)
      .execute();
  }
  await announceSession(context, row, accounts, await customerTime(context, session.test_clock));
  return row;
}
