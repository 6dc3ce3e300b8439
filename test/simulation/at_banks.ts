// What happens at the banks that keep rotating tokens, whole institutions, held accounts and one grant per customer.
import assert from 'node:assert/strict';
import { BANKS, type Bank } from './banks.ts';
import { DAY_S, type Life, type Link, linksOf, livingLinks, nameOf, viewOf } from './life.ts';
import { type Action, livingAccounts, someLink } from './linking.ts';
import { noticeOthers } from './notice.ts';
import { advance, dayLooked, RETRIED_MS, setFault } from './passing.ts';
import { objectsOf } from './quiet.ts';
import { openSession, playSession, somePermissions } from './sessions.ts';

/** Longer than a held account still counts as one that works. */
const HELD_DAYS = 9;

/** The answer to a refresh is lost: the token may have been replaced unheard, and only where that ends the consent the link dies. */
export const loseAnswer: Action = async (life) => {
  if (!life.hasTime()) return null;
  const link = someLink(life, (one) => isAlone(life, one) && works(life, one, 2));
  if (link === null) return null;
  const { clock } = link.holder;
  life.say(`an answer to a refresh of ${nameOf(life, link.holder)} at ${link.slug} is lost`);
  // No access token is left over.
  await life.pass(RETRIED_MS);
  await life.world.control('PUT', `${link.slug}/faults`, { lose_answer: true, at: 'token', times: 1 });
  if (BANKS[link.slug]!.rotation === 'strict') link.tokenless = link.consent;
  try {
    await life.world.stripe.testHelpers.testClocks.advance(clock!, { frozen_time: life.clocks.get(clock!)! + DAY_S });
    await life.world.settle();
    await dayLooked(life, clock!, (other) => other !== link);
    life.clocks.set(clock!, life.clocks.get(clock!)! + DAY_S);
  } finally {
    await setFault(life, [link.slug], null);
  }
  await life.pass(RETRIED_MS);
  await life.world.settle();
  await advance(life, clock!, 1);
  return life.holders.filter((holder) => holder.clock === clock);
};

/** The one link at a bank that replaces tokens, so that the lost answer is his. */
function isAlone(life: Life, link: Link): boolean {
  if (BANKS[link.slug]!.rotation === 'never') return false;
  return [...life.links.values()].filter(({ slug }) => slug === link.slug).length === 1;
}

/** It works, everything about it is known, and it goes on for so many days. */
function works(life: Life, link: Link, days: number): boolean {
  const { clock } = link.holder;
  if (clock === null || link.status !== 'active' || link.unnoticed) return false;
  return link.ends_at === null || link.ends_at > life.clocks.get(clock)! + (days + 1) * DAY_S;
}

/** The bank holds an account: the link works on, its number does not; after a week it is unavailable, and back when the bank lets go. */
export const holdAccount: Action = async (life) => {
  const link = someLink(life, (one) => works(life, one, HELD_DAYS + 2));
  const account = link && livingAccounts(link).find(({ status }) => status === 'active');
  if (!link || !account) return null;
  const { dice } = life;
  const [hold, release] = dice.pick([
    ['restricted', 'unrestricted'],
    ['locked', 'unlocked'],
  ] as const);
  const path = `${link.slug}/people/${encodeURIComponent(link.user)}/accounts/${account.bank_account}/simulate`;
  life.say(`${account.name} of ${nameOf(life, link.holder)} at ${link.slug} is ${hold}`);
  const clock = link.holder.clock!;
  await life.world.control('POST', path, { event: hold });
  await advance(life, clock, 1);
  assert.deepEqual(await held(life, link, account.id), ['active', undefined, false], 'an account that was just held');
  const long = dice.chance(0.5);
  if (long) {
    await advance(life, clock, HELD_DAYS);
    const fate = ['inactive', { cause: 'account_unavailable', action: 'none' }, false];
    assert.deepEqual(await held(life, link, account.id), fate, 'an account that was held for long');
  }
  await life.world.control('POST', path, { event: release });
  await advance(life, clock, 1);
  return life.holders.filter((holder) => holder.clock === clock);
};

/** Status, why, and whether money moves. */
async function held(life: Life, { holder }: Link, id: string): Promise<unknown[]> {
  const account = (await objectsOf(life, holder)).accounts.find((one) => one.id === id)!;
  const moves = account.account_numbers?.[0]?.status === 'transactable';
  return [account.status, account.status_details?.inactive, moves];
}

/** A bank asks all its customers to sign in anew, and nobody tells the platform. */
export const askEverybody: Action = async (life) => {
  const slugs = new Set(livingLinks(life).map(({ slug }) => slug));
  const silent = [...slugs].filter((slug) => BANKS[slug]!.news === 'none');
  if (silent.length === 0) return null;
  const slug = life.dice.pick(silent);
  life.say(`${slug} asks all its customers to sign in anew`);
  await life.world.control('POST', `${slug}/consents/simulate`, { event: 'reauthentication_required' });
  const links = livingLinks(life).filter((link) => link.slug === slug);
  for (const link of links) link.unnoticed = true;
  return links.map(({ holder }) => holder);
};

/** From when on a bank will ask somebody to sign in anew; null: it takes back what it has announced. */
const DAYS_AHEAD = [null, 5, 31, 60];

/** A bank announces from when on it wants a new sign-in, moves that day or takes it back, and nobody tells the platform. */
export const announceSignIn: Action = async (life) => {
  const told = ({ records, news }: Bank) => records && news === 'none';
  const link = someLink(life, ({ slug, holder }) => told(BANKS[slug]!) && holder.clock !== null);
  if (link === null) return null;
  const days = life.dice.pick(DAYS_AHEAD);
  const time = life.clocks.get(link.holder.clock!)!;
  const from = days === null ? null : new Date((time + days * DAY_S) * 1000).toISOString();
  life.say(`${link.slug} wants ${nameOf(life, link.holder)} to sign in anew from ${from}`);
  await life.world.control('PUT', `${link.slug}/reauthentication`, { from, users: [link.user] });
  link.unnoticed = true;
  await noticeOthers(life, link, false);
  return [link.holder];
};

/** Another customer of the merchant's is the same person at a bank that keeps one grant for him. */
export const linkAsSamePerson: Action = async (life) => {
  const { dice } = life;
  const [first, second] = life.holders;
  const link = someLink(life, (one) => BANKS[one.slug]!.one_grant && one.holder === first);
  if (link === null || linksOf(life, second!).some(({ slug }) => slug === link.slug)) return null;
  const { slug, user } = link;
  const wanted = { holder: second!, slug, permissions: somePermissions(life), relink: null };
  const session = await openSession(life, { ...wanted, subcategories: null, limit: null });
  const { accounts } = await viewOf(life, slug, user);
  const named = dice.some(accounts.map((account) => account.display_name));
  life.say(`customer 2 links at ${slug} as ${nameOf(life, first!)}, sharing ${named}`);
  await playSession(life, { session, outcome: 'success', named, user, trouble: false });
  return [first!, second!];
};
