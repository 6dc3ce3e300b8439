// Account numbers as the bank reports them, compared with what we hold; written only when something changed.
import type { NumberStatus, Row } from '#database/schema.ts';
import { type AuditEntry, audit, auditOwner } from '#domain/audit.ts';
import type { Context } from '#domain/context.ts';
import type { AccountId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { fingerprint, sameBytes } from '#kernel/secret.ts';
import type { BankAccount, BankNumbers } from './bank.ts';
import { scheduleNumberEnd } from './schedule.ts';

/** What reading an account's numbers gave: numbers, none that a network takes, one the bank is still making, or nothing learned. */
export type NumbersRead = BankNumbers | 'none' | 'pending' | 'not_read';

/**
 * A number whose end has passed on the customer's time is expired; otherwise the bank's word holds. At the moment of linking, an
 * end that falls on this very instant is still ahead: the check that is due then tells of it, so nothing expires unannounced.
 */
export function numberStatus(
  read: BankNumbers,
  expires: Date | null,
  now: Date,
  moment: 'link' | 'check',
): NumberStatus {
  if (expires === null) return read.status;
  if (moment === 'link' && expires.getTime() === now.getTime()) return 'transactable';
  return expires <= now ? 'expired' : read.status;
}

/** Fingerprint of a real number, the strong key that survives a change of the bank's ids. Tokens change by design, so they have none. */
export function realNumberFingerprint(context: Context, read: NumbersRead): Uint8Array | null {
  if (typeof read === 'string' || read.identifier_type !== 'account_number') return null;
  return numberFingerprint(context, read);
}

function numberFingerprint(context: Context, read: BankNumbers): Uint8Array {
  return fingerprint(context.vault.fingerprint_key, read.routing_number, read.account_number);
}

export interface ReadAt {
  now: Date;
  moment: 'link' | 'check';
  /** When the consent ends, at a bank whose numbers end with it. */
  consent_end: Date | null;
}

/** Stores the read numbers of an account. Returns whether `account_numbers` changed on the wire. */
export async function storeNumbers(
  context: Context,
  link: Pick<Row<'authorizations'>, 'id' | 'test_clock' | 'institution'>,
  account: AccountId,
  listed: BankAccount,
  read: NumbersRead,
  at: ReadAt,
): Promise<boolean> {
  const { now, moment } = at;
  if (read === 'not_read') return false;
  const old = await context.trx
    .selectFrom('account_numbers')
    .selectAll()
    .where('account', '=', account)
    .executeTakeFirst();
  if (read === 'none') return false;
  if (read === 'pending') return old === undefined && (await storePending(context, account, now));
  const expires = read.identifier_type === 'tokenized_account_number' ? endOf(listed, read, at) : null;
  await auditRead(context, read, { institution: link.institution, authorization: link.id, account });
  const print = numberFingerprint(context, read);
  const held = old !== undefined && old.fingerprint !== null && sameBytes(old.fingerprint, print);
  // Only a number that is new at this moment has its check still ahead; that of one we hold may be behind us.
  const told = numberStatus(read, expires, now, held ? 'check' : moment);
  // The network's word that a number is dead stands until the customer renews the link.
  const bounced_with = held && moment === 'check' ? old.bounced_with : null;
  const status = bounced_with !== null && told === 'transactable' ? 'deactivated' : told;
  const same =
    held &&
    old.status === status &&
    old.identifier_type === read.identifier_type &&
    old.expected_expiry_at?.getTime() === expires?.getTime();
  if (same) return false;
  const row = {
    account,
    identifier_type: read.identifier_type,
    status,
    expected_expiry_at: expires,
    supported_networks: read.supported_networks,
    sealed: sealNumbers(context, account, read),
    fingerprint: print,
    bounced_with,
    updated: now,
  };
  await context.trx
    .insertInto('account_numbers')
    .values(row)
    .onConflict((conflict) => conflict.column('account').doUpdateSet(row))
    .execute();
  const live = status === 'transactable' || status === 'pending';
  await scheduleNumberEnd(context, link, account, live ? expires : null);
  return true;
}

/** Also of numbers that are not kept: a visit may come to nothing. */
export async function auditRead(
  context: Context,
  read: NumbersRead,
  of: Pick<AuditEntry, 'institution' | 'authorization' | 'account'> & { visit?: string },
): Promise<void> {
  if (typeof read === 'string') return;
  const { visit, ...ids } = of;
  const { identifier_type: type, interaction_id: interaction = null } = read;
  await audit(context, auditOwner(context), { action: 'number.read', ...ids, interaction, detail: { type, visit } });
}

/** Only banks that issue tokens make customers wait for one. A number that is already there stays until the new one is. */
async function storePending(context: Context, account: AccountId, now: Date): Promise<boolean> {
  await context.trx
    .insertInto('account_numbers')
    .values({
      account,
      identifier_type: 'tokenized_account_number',
      status: 'pending',
      expected_expiry_at: null,
      supported_networks: ['ach'],
      sealed: null,
      fingerprint: null,
      updated: now,
    })
    .execute();
  return true;
}

/** The end told with the number counts: between reading the list and the number the bank may have made or moved it. */
function endOf(listed: BankAccount, read: BankNumbers, { consent_end }: ReadAt): Date | null {
  return read.expires_at ?? listed.number_expires_at ?? consent_end;
}

function sealNumbers(context: Context, account: AccountId, read: BankNumbers): Uint8Array {
  const plain = JSON.stringify({ routing_number: read.routing_number, account_number: read.account_number });
  return context.vault.sealer.seal(plain, placeOf(context, account));
}

/** The digits that we hold of an account; null while the bank has not told any. */
export function openNumbers(
  context: Pick<Context, 'vault' | 'merchant'>,
  { account, sealed }: Pick<Row<'account_numbers'>, 'account' | 'sealed'>,
): Pick<BankNumbers, 'routing_number' | 'account_number'> | null {
  return sealed && JSON.parse(context.vault.sealer.open(sealed, placeOf(context, account)));
}

function placeOf({ merchant }: Pick<Context, 'merchant'>, account: AccountId): Place {
  return { tenant: merchant.id, table: 'account_numbers', column: 'sealed', row: account };
}
