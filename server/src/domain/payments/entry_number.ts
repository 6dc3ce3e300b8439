// The number that an entry went to: whether it was a token, whether it is still the one in use, and the link that it came from.
import { scheduleCheck } from '#domain/connections/schedule.ts';
import type { Context } from '#domain/context.ts';
import { fingerprint } from '#kernel/secret.ts';
import { type BankNumber, TEST_ROUTING_NUMBER } from './bank_number.ts';
import { digitsOf, type Entry } from './entry.ts';
import type { NoMovement } from './failures.ts';

/** The test number that stands for a token which its bank has ended. */
const DEAD_TEST_TOKEN = '000888888885';

/**
 * Whether a bank issued the number for one link only. Nothing is known of the number of an account that was disconnected; but a
 * bank that told a real number does not call it no number (R04).
 */
export async function isToken(context: Context, entry: Entry, outcome: NoMovement): Promise<boolean> {
  if (entry.account === null) {
    return entry.routing_number === TEST_ROUTING_NUMBER && digitsOf(context.vault, entry) === DEAD_TEST_TOKEN;
  }
  const held = await context.trx
    .selectFrom('account_numbers')
    .select('identifier_type')
    .where('account', '=', entry.account)
    .executeTakeFirst();
  if (held === undefined) return outcome.status === 'returned' && outcome.code === 'R04';
  return held.identifier_type === 'tokenized_account_number';
}

/** Whether the entry went to this very number: a relink may have brought another one meanwhile. */
export function hasNumberOf({ vault }: Pick<Context, 'vault'>, entry: Entry, number: BankNumber): boolean {
  return entry.routing_number === number.routing_number && digitsOf(vault, entry) === number.account_number;
}

/** What the bank sent back may say something about the link, so it is looked at. `code`: Nacha's, of what came back. */
export async function lookAtLink(context: Context, entry: Entry, code: string | null, now: Date): Promise<void> {
  const { account } = entry;
  if (account === null) return;
  const link = await context.trx
    .selectFrom('accounts')
    .innerJoin('authorizations', 'authorizations.id', 'accounts.authorization_id')
    .select(['authorizations.id', 'authorizations.test_clock', 'authorizations.institution'])
    .where('accounts.id', '=', account)
    .where('authorizations.status', '<>', 'disconnected')
    .executeTakeFirst();
  if (link === undefined) return;
  const returned = code === null ? null : { account, code, fingerprint: fingerprintOf(context, entry) };
  await scheduleCheck(context, link, `returned:${account}`, now, returned);
}

function fingerprintOf({ vault }: Pick<Context, 'vault'>, entry: Entry): string {
  const print = fingerprint(vault.fingerprint_key, entry.routing_number, digitsOf(vault, entry));
  return Buffer.from(print).toString('hex');
}
