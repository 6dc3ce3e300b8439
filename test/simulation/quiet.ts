// What has to hold whenever everything stands still: the platform, its events, the bank and the model agree.
import assert from 'node:assert/strict';
import type { Account, Authorization } from '../story.ts';
import { BANKS } from './banks.ts';
import { type Holder, type Life, type Link, linksOf, nameOf, readEvents, viewOf } from './life.ts';
import { type BankView, deathOf, endOf, looked, type ModelAccount, type ModelLink, type Status } from './model.ts';
import { told } from './replay.ts';

const ACCOUNTS_MAX = 100;
/** Who ended a consent that the platform gave back, in the bank's words. */
const OURS = 'DATA_RECIPIENT';

/** Everything the merchant can read about somebody. */
export interface Objects {
  accounts: Account[];
  authorizations: Authorization[];
}

export async function objectsOf(life: Life, holder: Holder): Promise<Objects> {
  const { accounts, authorizations } = life.world.stripe.financialConnections;
  const found: Account[] = [];
  if (holder.customer === null) for (const id of holder.accounts) found.push(await accounts.retrieve(id));
  else {
    const page = await accounts.list({ account_holder: { customer: holder.customer }, limit: ACCOUNTS_MAX });
    assert.ok(!page.has_more, 'a holder has more accounts than this simulation reads');
    found.push(...page.data.map(({ ...account }) => account));
  }
  const known = linksOf(life, holder).map((link) => link.id);
  const ids = [...new Set([...known, ...found.map((account) => account.authorization as string)])];
  return {
    accounts: found.map(bare).toSorted(byId),
    authorizations: (await Promise.all(ids.map((id) => authorizations.retrieve(id)))).map(bare).toSorted(byId),
  };
}

function bare<T extends object>(object: T): T {
  const { lastResponse: _, ...rest } = object as T & { lastResponse?: unknown };
  return rest as unknown as T;
}

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}

/** @throws AssertionError for the first thing that does not hold for these holders */
export async function checkQuiet(life: Life, holders: Holder[]): Promise<void> {
  await life.world.settle();
  await readEvents(life);
  for (const holder of new Set(holders)) {
    const objects = await objectsOf(life, holder);
    const views = new Map<string, BankView>();
    for (const link of linksOf(life, holder)) views.set(link.id, await viewOf(life, link.slug, link.user));
    checkIds(life, holder, objects);
    checkReplay(life, objects);
    if (life.unsure.delete(holder)) await adopt(life, holder, objects, views);
    else for (const link of linksOf(life, holder)) checkModel(life, link, objects);
    checkIdentity(life, holder);
    for (const link of linksOf(life, holder)) {
      checkBank(life, link, views.get(link.id)!);
      checkTokens(link, views.get(link.id)!, objects.accounts);
    }
    for (const view of views.values()) for (const { consent_id } of view.consents) life.seen.add(consent_id);
  }
}

/** Nothing that was known is gone, and nothing is there that nobody linked. */
function checkIds(life: Life, holder: Holder, { accounts }: Objects): void {
  const now = new Set(accounts.map((account) => account.id));
  assert.equal(now.size, accounts.length, 'an account is listed twice');
  for (const id of holder.accounts) assert.ok(now.has(id), `account ${id} of ${nameOf(life, holder)} is gone`);
  if (life.unsure.has(holder)) return;
  for (const id of now) assert.ok(holder.accounts.has(id), `account ${id} came without a session that linked it`);
}

/** The events of an account, replayed, are the account. */
function checkReplay(life: Life, { accounts, authorizations }: Objects): void {
  for (const account of accounts) {
    assert.deepEqual(
      told(account),
      life.replay.account(account.id),
      `events and state of account ${account.id} differ`,
    );
  }
  for (const { id, status, status_details } of authorizations) {
    if (status !== 'active') continue;
    assert.ok(life.replay.isTold(id, status_details), `events and end of ${id} differ`);
  }
}

/** What the merchant reads of a link is what the model has of it. */
export function checkModel(life: Life, link: Link, objects: Objects): void {
  const authorization = objects.authorizations.find(({ id }) => id === link.id);
  const says = `authorization ${link.id} at ${link.slug} of ${nameOf(life, link.holder)}`;
  if (authorization !== undefined) {
    const end = link.ends_at && { action: 'relink_required', expected_deactivation_date: link.ends_at };
    const details =
      link.status === 'inactive' ? { inactive: { action: 'relink_required' } } : end ? { active: end } : {};
    assert.deepEqual([authorization.status, authorization.status_details], [link.status, details], says);
  }
  for (const expected of link.accounts) {
    const account = objects.accounts.find(({ id }) => id === expected.id);
    assert.ok(account, `account ${expected.id} is gone`);
    const { status, status_details, permissions } = account;
    assert.deepEqual(
      { status, status_details, permissions, authorization: account.authorization },
      {
        status: expected.status,
        status_details: detailsOf(link, expected),
        permissions: expected.permissions,
        authorization: link.id,
      },
      `account ${expected.id} (${expected.name} ${expected.last4}) at ${link.slug} of ${nameOf(life, link.holder)}`,
    );
    checkNumbers(life, link, expected, account);
  }
}

function detailsOf({ ends_at, ends_by }: Link, { status, cause }: ModelAccount): object {
  if (status === 'inactive') {
    return { inactive: { cause, action: cause === 'account_closed' ? 'none' : 'relink_required' } };
  }
  if (status !== 'active' || ends_at === null) return {};
  return { active: { action: 'relink_required', cause: ends_by, expected_deactivation_date: ends_at } };
}

/** A number that can be used is not over, in the holder's time; one without a permission for it is not shown. */
function checkNumbers(life: Life, link: Link, expected: ModelAccount, account: Account): void {
  const says = `the number of ${account.id} (${expected.name})`;
  if (!expected.permissions.includes('payment_method')) {
    assert.equal(account.account_numbers, null, says);
    return;
  }
  const [number] = account.account_numbers ?? [];
  if (number === undefined || link.holder.clock === null || expected.status !== 'active' || link.unnoticed) return;
  const ended = number.expected_expiry_date && number.expected_expiry_date <= life.clocks.get(link.holder.clock)!;
  if (ended) assert.notEqual(number.status, 'transactable', `${says} is over`);
}

/** What a consent takes with it as it ends, by the policy of its bank: who goes on debiting a dead token gets his money back. */
function checkTokens(link: Link, { consents }: BankView, accounts: Account[]): void {
  const { tokens } = BANKS[link.slug]!;
  const at = consents.findIndex(({ consent_id }) => consent_id === link.consent);
  const consent = consents[at];
  if (tokens === null || consent === undefined || link.status !== 'inactive' || link.unnoticed) return;
  const later = BANKS[link.slug]!.one_grant && consents.length > at + 1;
  const ends =
    consent.status === 'EXPIRED'
      ? tokens.expire
      : tokens.end_by === 'consent' || (tokens.end_by === 'revocation' && !later);
  if (consent.status === 'ACTIVE' || !ends) return;
  for (const { id, authorization, account_numbers } of accounts) {
    const [number] = account_numbers ?? [];
    if (authorization !== link.id || number === undefined) continue;
    assert.notEqual(number.status, 'transactable', `the number of ${id} outlived its consent at ${link.slug}`);
  }
}

/** Same holder, institution and person if and only if the same authorization; no bank account twice on one. */
function checkIdentity(life: Life, holder: Holder): void {
  const people = new Set<string>();
  for (const link of linksOf(life, holder)) {
    if (link.status === 'disconnected') continue;
    const person = `${link.slug} ${link.user}`;
    assert.ok(
      holder.customer === null || !people.has(person),
      `${nameOf(life, holder)} has two authorizations of ${person}`,
    );
    people.add(person);
    const living = link.accounts.filter((account) => account.status !== 'disconnected');
    const ids = living.map((account) => account.bank_account);
    assert.equal(
      new Set(ids).size,
      ids.length,
      `a bank account is linked twice on ${link.id}: ${JSON.stringify(living)}`,
    );
  }
}

/** No consent lives at the bank that no link keeps; and a look that has happened has nothing more to tell. */
function checkBank(life: Life, link: Link, view: BankView): void {
  const kept = new Set(
    [...life.links.values()].filter((one) => one.status !== 'disconnected').map((one) => one.consent),
  );
  for (const { consent_id, status } of view.consents) {
    if (status !== 'ACTIVE' || kept.has(consent_id) || life.lost.has(consent_id)) continue;
    assert.fail(`${link.user} at ${link.slug} has a live consent that no link keeps`);
  }
  if (link.unnoticed) return;
  assert.deepEqual(
    link,
    looked(link, view, true),
    `what is told of ${link.id} is not what the bank (${link.slug}) says`,
  );
}

/** After things that happened at once, what is there is what is expected, as far as it agrees with the bank. */
async function adopt(
  life: Life,
  holder: Holder,
  { accounts, authorizations }: Objects,
  views: Map<string, BankView>,
): Promise<void> {
  const before = new Map(linksOf(life, holder).flatMap((link) => link.accounts.map((one) => [one.id, { link, one }])));
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
    link.accounts = accounts
      .filter((account) => account.authorization === id)
      .map((account) => {
        const old = before.get(account.id);
        return modelOf(account, old?.link.id === id ? old.one.bank_account : null, view);
      });
  }
  for (const account of accounts) {
    const old = before.get(account.id)?.one.status;
    if (old === 'disconnected') assert.equal(account.status, 'disconnected', `${account.id} came back`);
    holder.accounts.add(account.id);
  }
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
    permissions: account.permissions ?? [],
  };
}
