// The audit log: what was done with tokens, numbers and accounts, written in the transaction of what it tells, and never changed.
import { sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Row, Transaction } from '#database/schema.ts';
import type { AccountId, AuthorizationId, MerchantId } from '#kernel/id.ts';
import type { Context } from './context.ts';

/** Deleted after this long; the database refuses to sooner. */
export const AUDIT_KEPT_DAYS = 400;
const ROWS_MAX = 1_000;

export type AuditAction =
  /** A bank gave tokens to a visit; a link keeps them; newer ones took their place; a refresh cost them; they are erased. */
  | 'token.issued'
  | 'token.adopted'
  | 'token.refreshed'
  | 'token.lost'
  | 'token.deleted'
  /** A grant is to end at the bank; the bank has confirmed that. */
  | 'token.revoking'
  | 'token.revoked'
  /** A number came from the bank; a payment method or a payout's account took a copy; the ACH network was told it. */
  | 'number.read'
  | 'number.copied'
  | 'number.revealed'
  | 'account.disconnected'
  /** A member did something at the Dashboard. */
  | 'member.called';

export interface AuditOwner {
  merchant: MerchantId;
  livemode: boolean;
  /** Who: a member, an API request, or the platform's own work. */
  actor: string;
}

/** Ids and words. Never a secret, digits, or anything that a person typed. */
export interface AuditEntry {
  action: AuditAction;
  institution?: Row<'audit_entries'>['institution'];
  authorization?: AuthorizationId;
  account?: AccountId;
  /** The handle that the bank knows the exchange by. */
  interaction?: string | null;
  detail?: Record<string, string | number | boolean | null | undefined>;
}

/** Whoever the context acts for. */
export function auditOwner({ merchant, livemode, request }: Pick<Context, 'merchant' | 'livemode' | 'request'>) {
  return { merchant: merchant.id, livemode, actor: request?.id ?? 'platform' };
}

/** Entries of rows that work without a request. */
export function platformFor({ merchant, livemode }: Omit<AuditOwner, 'actor'>): AuditOwner {
  return { merchant, livemode, actor: 'platform' };
}

export async function audit(
  { trx, clock }: Pick<Context, 'trx' | 'clock'>,
  { merchant, livemode, actor }: AuditOwner,
  entry: AuditEntry,
): Promise<void> {
  await trx
    .insertInto('audit_entries')
    .values({
      at: clock.now(),
      ...{ merchant, livemode, actor },
      action: entry.action,
      institution: entry.institution ?? null,
      authorization_id: entry.authorization ?? null,
      account: entry.account ?? null,
      interaction: entry.interaction ?? null,
      detail: json(entry.detail ?? {}),
    })
    .execute();
}

/** The newest of a link, an account or everything, told in the order in which they happened. */
export async function readAudit(
  trx: Transaction,
  of: { authorization?: string; account?: string },
  limit: number,
): Promise<Row<'audit_entries'>[]> {
  let entries = trx.selectFrom('audit_entries').selectAll();
  if (of.authorization) entries = entries.where('authorization_id', '=', of.authorization as AuthorizationId);
  if (of.account) entries = entries.where('account', '=', of.account as AccountId);
  return (await entries.orderBy('sequence', 'desc').limit(limit).execute()).reverse();
}

/** Returns how many. Where nothing was told for long, the last entries stay: age is measured against the newest one, as the trigger does. */
export async function forgetAudit(trx: Transaction, before: Date): Promise<number> {
  const old = trx
    .selectFrom('audit_entries')
    .select('sequence')
    .where('at', '<', before)
    .where(sql<boolean>`at < (select max(at) from audit_entries) - interval '400 days'`)
    .orderBy('at')
    .limit(ROWS_MAX);
  const { numDeletedRows } = await trx.deleteFrom('audit_entries').where('sequence', 'in', old).executeTakeFirst();
  return Number(numDeletedRows);
}
