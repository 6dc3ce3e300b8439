// Puts down what the merchant reads of a link where it could not be said beforehand, and what a session made of one.
import assert from 'node:assert/strict';
import type { Account, Authorization } from '../story.ts';
import { BANKS } from './banks.ts';
import { type Holder, type Life, type Link, linksOf, viewOf } from './life.ts';
import { type BankView, deathOf, endOf, type ModelAccount, type ModelLink, type Status } from './model.ts';

/** Who ended a consent that the platform gave back, in the bank's words. */
const OURS = 'DATA_RECIPIENT';

/** Everything the merchant can read about somebody. */
export interface Objects {
  accounts: Account[];
  authorizations: Authorization[];
}

/** After things that happened at once, what is there is what is expected, as far as it agrees with the bank. */
export async function adopt(
  life: Life,
  holder: Holder,
  { accounts, authorizations }: Objects,
  views: Map<string, BankView>,
): Promise<void> {
  const before = new Map(linksOf(life, holder).flatMap((link) => link.accounts.map((one) => [one.id, { link, one }])));
  // Not by their ids, which are others in each replay of a seed.
  const known = [...before.keys()];
  const place = ({ id }: Account) => (before.has(id) ? known.indexOf(id) : known.length);
  const earlier = (one: Account, other: Account) =>
    place(one) - place(other) || (one.display_name ?? '').localeCompare(other.display_name ?? '', 'en');
  for (const { id, institution_name, status, status_details } of authorizations) {
    const link = life.links.get(id) ?? newLink(life, holder, id, institution_name);
    const view = views.get(id) ?? (await viewOf(life, link.slug, link.user));
    views.set(id, view);
    link.consent = await keptConsent(life, link, view);
    const cause = deathKnown(link, view);
    link.status = status as Status;
    link.ends_at = status_details.active?.expected_deactivation_date ?? null;
    link.ends_by = link.ends_at === null ? null : endKnown(link, accounts, view);
    link.cause = status === 'inactive' ? cause : null;
    const missing = await missingOn(life, id);
    link.accounts = accounts
      .filter((account) => account.authorization === id)
      .toSorted(earlier)
      .map((account) => {
        const old = before.get(account.id);
        const model = modelOf(account, old?.link.id === id ? old.one.bank_account : null, view);
        return { ...model, missing_since: missing.get(account.id) ?? null };
      });
  }
  for (const account of accounts) {
    const old = before.get(account.id)?.one.status;
    if (old === 'disconnected') assert.equal(account.status, 'disconnected', `${account.id} came back`);
    holder.accounts.add(account.id);
  }
}

/** Since when a look has not found what still works, which no merchant can read. */
async function missingOn(life: Life, id: string): Promise<Map<string, number>> {
  const rows = await life.world.platform.database.kysely
    .selectFrom('accounts')
    .select(['id', 'missing_since'])
    .where('authorization_id', '=', id as `fcauth_${string}`)
    .where('status', '=', 'active')
    .execute();
  return new Map(
    rows.flatMap((row) => (row.missing_since ? [[row.id, Math.floor(row.missing_since.getTime() / 1000)]] : [])),
  );
}

/** Why a link is expected to end: as its accounts have it, or where none of them works as the bank has. */
function endKnown(link: Link, accounts: Account[], view: BankView): ModelLink['ends_by'] {
  const told = accounts.find((one) => one.authorization === link.id && one.status_details?.active);
  if (told) return told.status_details!.active!.cause as ModelLink['ends_by'];
  return endOf(link, view.consents.find((row) => row.consent_id === link.consent)!).ends_by;
}

/** Why the platform takes the connection for dead: as the bank has it, unless something happened there since it looked. */
function deathKnown(link: Link, view: BankView): ModelLink['cause'] {
  if (link.unnoticed && link.status === 'inactive') return link.cause;
  const consent = view.consents.find((row) => row.consent_id === link.consent);
  return consent ? deathOf(consent, link.tokenless) : null;
}

/** A link that came up; its person is the one who signed in, else the holder's usual one. */
export function newLink(life: Life, holder: Holder, id: string, institution: string): Link {
  const slug = Object.keys(BANKS).find((one) => BANKS[one]!.name === institution);
  const user = life.users.get(id) ?? holder.customer;
  assert.ok(slug && user, `nobody knows who is behind authorization ${id} at ${institution}`);
  const link: Link = {
    id,
    holder,
    slug,
    user,
    consent: null,
    status: 'active',
    cause: null,
    ends_at: null,
    ends_by: null,
    unnoticed: false,
    tokenless: null,
    accounts: [],
  };
  life.links.set(id, link);
  return link;
}

/** The consent that a link goes by after a session succeeded: the new one that the platform has not given back. */
export function currentConsent(life: Life, old: string | null, view: BankView): string | null {
  const fresh = view.consents.filter(
    ({ consent_id, revocation_initiator }) => !life.seen.has(consent_id) && revocation_initiator !== OURS,
  );
  const current = fresh.findLast((consent) => consent.status === 'ACTIVE') ?? fresh.at(-1);
  return current?.consent_id ?? old;
}

/** The same where a bank may have put another grant in the place of the link's own without a session: the platform knows which. */
export async function keptConsent(life: Life, link: Link, view: BankView): Promise<string | null> {
  if (!BANKS[link.slug]!.one_grant) return currentConsent(life, link.consent, view);
  const row = await life.world.platform.database.kysely
    .selectFrom('authorizations')
    .select('consent')
    .where('id', '=', link.id as `fcauth_${string}`)
    .executeTakeFirst();
  return row?.consent ?? link.consent;
}

/** `bank_account`: where it is known already; else the bank's account of that name and mask. */
export function modelOf(account: Account, bank_account: string | null, view: BankView): ModelAccount {
  const { id, display_name, last4, subcategory, status, status_details } = account;
  const row = view.accounts.find((one) => one.display_name === display_name && one.last4 === last4);
  return {
    id,
    bank_account: bank_account ?? row?.account_id ?? `unknown to the bank: ${id}`,
    name: display_name ?? '',
    last4,
    subcategory,
    status: status as Status,
    cause: (status_details?.inactive?.cause ?? null) as ModelAccount['cause'],
    missing_since: null,
    permissions: account.permissions ?? [],
  };
}
