// What has to hold whenever everything stands still: the platform, its events, the bank and the model agree.
import assert from 'node:assert/strict';
import type { Account } from '../story.ts';
import { adopt, type Objects } from './adopt.ts';
import { BANKS } from './banks.ts';
import { type Holder, type Life, type Link, linksOf, nameOf, readEvents, viewOf } from './life.ts';
import { type BankView, looked, type ModelAccount, REPEATED } from './model.ts';
import { told } from './replay.ts';

const ACCOUNTS_MAX = 100;

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
    const given = view.consents.map((one) => `${one.consent_id} ${one.status} ${one.revocation_initiator ?? ''}`);
    const says = `has a live consent that no link keeps: ${consent_id} of ${given.join(', ')}`;
    assert.fail(`${link.user} at ${link.slug} ${says} (kept: ${link.consent})`);
  }
  if (link.unnoticed) return;
  assert.deepEqual(
    link,
    looked(link, view, REPEATED),
    `what is told of ${link.id} is not what the bank (${link.slug}) says`,
  );
}
