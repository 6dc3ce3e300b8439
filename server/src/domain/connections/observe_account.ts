// What a look at the bank means for one account of a link that works.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { followNumbers } from '#domain/payments/follow_numbers.ts';
import { HOUR_MS } from '#kernel/clock.ts';
import { announceNumbers } from './announce.ts';
import type { BankAccount, ConsentView } from './bank.ts';
import { observeClosing, observeRestricted, rememberState } from './bank_state.ts';
import { dropPermissions } from './drop_permissions.ts';
import { consentEnd } from './expected_end.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { deactivateAccounts, fellWithConnection, reactivateAccounts } from './link_state.ts';
import { type NumbersRead, storeNumbers } from './numbers.ts';

/** An account that vanished without a word is given this long before it counts as gone. Rule: bank-connectors, section 4, row 13. */
const MISSING_MS = 24 * HOUR_MS;

/** `refused`: the consent does not cover the number, or the bank has none for this kind of account. */
export type NumbersSeen = NumbersRead | 'refused';

/** A look that read the list of accounts. */
export interface Read {
  type: 'read';
  accounts: BankAccount[];
  consent: ConsentView | null;
  numbers: Map<string, NumbersSeen>;
}

type Link = Row<'authorizations'>;
type Account = Row<'accounts'>;

interface Look {
  policy: InstitutionPolicy;
  confirmed: boolean;
  now: Date;
}

export async function observeAccount(
  context: Context,
  link: Link,
  account: Account,
  read: Read,
  look: Look,
): Promise<void> {
  const listed = read.accounts.find((row) => row.bank_account === account.bank_account);
  // What fell with the connection has to get a reason of its own, now that the connection works.
  const fell = fellWithConnection(account, link.inactive_cause);
  if (listed === undefined) {
    if (account.status === 'active' || fell) {
      await observeMissing(context, account, read.consent, { ...look, confirmed: look.confirmed || fell });
    }
    return;
  }
  await seen(context, account);
  await observeListed(context, link, account, fell, listed, read, look);
}

async function observeListed(
  context: Context,
  link: Link,
  account: Account,
  fell: boolean,
  listed: BankAccount,
  read: Read,
  { policy, now }: Look,
): Promise<void> {
  switch (listed.state) {
    case 'closed':
      return await deactivateAccounts(context, [account], 'account_closed', 'none', now);
    case 'needs_consent':
      return await deactivateAccounts(context, [account], 'account_unavailable', 'relink_required', now);
    // The bank failed to say: the account stays what it was.
    case 'unknown':
      return;
    case 'restricted': {
      const back = fell ? await reactivateAccounts(context, [account], now) : [];
      const status = back.length > 0 ? 'active' : account.status;
      return await observeRestricted(context, link, { ...account, status }, policy, now);
    }
    case 'closing':
    case 'open':
      await reactivateAccounts(context, [account], now);
      if (listed.state === 'closing') await observeClosing(context, account, now);
      else await rememberState(context, account, null, now);
      await observeNumbers(context, link, account, listed, read, { policy, now });
  }
}

async function seen(context: Context, account: Account): Promise<void> {
  if (account.missing_since === null) return;
  await context.trx.updateTable('accounts').set({ missing_since: null }).where('id', '=', account.id).execute();
}

async function observeMissing(
  context: Context,
  account: Account,
  consent: ConsentView | null,
  { confirmed, now }: Look,
): Promise<void> {
  const shared = consent?.bank_accounts ?? null;
  if (shared !== null && !shared.includes(account.bank_account)) {
    return await deactivateAccounts(context, [account], 'access_denied', 'relink_required', now);
  }
  const since = account.missing_since;
  if (confirmed || (since !== null && now.getTime() - since.getTime() >= MISSING_MS)) {
    return await deactivateAccounts(context, [account], 'account_unavailable', 'relink_required', now);
  }
  if (since === null) {
    await context.trx.updateTable('accounts').set({ missing_since: now }).where('id', '=', account.id).execute();
  }
}

async function observeNumbers(
  context: Context,
  link: Link,
  account: Account,
  listed: BankAccount,
  { numbers, consent }: Read,
  { policy, now }: Pick<Look, 'policy' | 'now'>,
): Promise<void> {
  const read = numbers.get(listed.bank_account) ?? 'not_read';
  if (read === 'refused') return await dropPermissions(context, account, ['payment_method'], now);
  const consent_end = policy.numbers.expiry_basis === 'consent' ? consentEnd(link, consent, policy, now) : null;
  const changed = await storeNumbers(context, link, account.id, listed, read, { now, moment: 'check', consent_end });
  if (!changed) return;
  await announceNumbers(context, [account.id], now);
  await followNumbers(context, account.id, { renewed: false });
}
