// What customers and merchants do with sessions: link, relink, give up, come back late, disconnect.
import assert from 'node:assert/strict';
import {
  type Holder,
  type Life,
  type Link,
  linksOf,
  livingLinks,
  nameOf,
  nobody,
  type OpenSession,
  viewOf,
} from './life.ts';
import { disconnected } from './model.ts';
import { objectsOf } from './quiet.ts';
import { completeUnsure, type Outcome, openSession, playSession, somePermissions, userOf } from './sessions.ts';

/** An action answers whose things it touched, or null where the life has nothing to do it with. */
export type Action = (life: Life) => Promise<Holder[] | null>;

const LINKS_MAX = 4;
const NOBODIES_MAX = 3;
const ACCOUNTS_MAX = 60;
const OPEN_MAX = 5;
const ABANDONED: Outcome[] = ['cancel', 'fail_authentication', 'wrong_account', 'unexpected_error'];

/** A session without relink options, at a new bank or once more at one where there is a link. */
export const linkAccounts: Action = async (life) => {
  const wanted = await wantLink(life);
  if (wanted === null) return null;
  const { dice } = life;
  const session = await openSession(life, wanted);
  const user = userOf(life, { session, user: null });
  const view = await viewOf(life, session.slug, user);
  const named = dice.chance(0.5) ? dice.some(view.accounts.map((account) => account.display_name)) : null;
  const outcome = dice.chance(0.1)
    ? dice.pick(['cancel', 'fail_authentication', 'unexpected_error'] as const)
    : 'success';
  life.say(`${nameOf(life, session.holder)} links at ${session.slug}: ${outcome}${named ? ` of ${named}` : ''}`);
  await playSession(life, { session, outcome, named, user: null, trouble: false });
  return [session.holder];
};

async function wantLink(life: Life): Promise<Omit<OpenSession, 'id'> | null> {
  const { dice } = life;
  const nobodies = new Set(livingLinks(life).filter((link) => link.holder.customer === null));
  const holder = nobodies.size < NOBODIES_MAX && dice.chance(0.12) ? nobody() : dice.pick(life.holders);
  if (holder.accounts.size > ACCOUNTS_MAX) return null;
  const links = linksOf(life, holder).filter((link) => link.status !== 'disconnected');
  const slug = links.length < LINKS_MAX ? dice.pick(holder.banks) : dice.pick(links).slug;
  return {
    holder,
    slug,
    permissions: somePermissions(life),
    relink: null,
    subcategories: dice.chance(0.15) ? ['checking', 'savings'] : null,
    limit: null,
  };
}

/** A living link, and one of its living accounts. */
export function someLink(life: Life, fits: (link: Link) => boolean = () => true): Link | null {
  const links = livingLinks(life).filter((link) => fits(link) && livingAccounts(link).length > 0);
  return links.length === 0 ? null : life.dice.pick(links);
}

/** In an order that does not depend on ids, which are others in each replay of a seed. */
export function livingAccounts(link: Link): Link['accounts'] {
  const living = link.accounts.filter((account) => account.status !== 'disconnected');
  return living.toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

export function wantRelink(life: Life, link: Link, account: string | null): Omit<OpenSession, 'id'> {
  const { holder, slug } = link;
  const permissions = somePermissions(life);
  return { holder, slug, permissions, relink: { link: link.id, account }, subcategories: null, limit: null };
}

export const relinkAccount: Action = async (life) => {
  const link = someLink(life);
  if (link === null) return null;
  const account = life.dice.pick(livingAccounts(link));
  const named = life.dice.chance(0.25) ? await someNames(life, link) : null;
  const session = await openSession(life, wantRelink(life, link, account.id));
  life.say(`${nameOf(life, link.holder)} relinks ${account.name} at ${link.slug}${named ? `, sharing ${named}` : ''}`);
  await playSession(life, { session, outcome: 'success', named, user: null, trouble: false });
  return [link.holder];
};

export const relinkAuthorization: Action = async (life) => {
  const link = someLink(life);
  if (link === null) return null;
  const named = life.dice.chance(0.4) ? await someNames(life, link) : null;
  const wanted = wantRelink(life, link, null);
  if (life.dice.chance(0.2)) wanted.subcategories = ['checking', 'savings'];
  const session = await openSession(life, wanted);
  life.say(`${nameOf(life, link.holder)} relinks at ${link.slug}${named ? `, sharing ${named}` : ''}`);
  await playSession(life, { session, outcome: 'success', named, user: null, trouble: false });
  return [link.holder];
};

async function someNames(life: Life, link: Link): Promise<string[]> {
  const { accounts } = await viewOf(life, link.slug, link.user);
  return life.dice.some(accounts.map((account) => account.display_name));
}

export const abandonRelink: Action = async (life) => {
  const link = someLink(life);
  if (link === null) return null;
  const account = life.dice.chance(0.6) ? life.dice.pick(livingAccounts(link)).id : null;
  const outcome = life.dice.pick(ABANDONED.filter((one) => account !== null || one !== 'wrong_account'));
  const session = await openSession(life, wantRelink(life, link, account));
  life.say(`${nameOf(life, link.holder)} begins to relink ${account ?? 'the link'} at ${link.slug}: ${outcome}`);
  await playSession(life, { session, outcome, named: null, user: null, trouble: false });
  return [link.holder];
};

/** Somebody else of the bank signs in. Broken accounts may move to him; one that works does not change. */
export const relinkAsAnother: Action = async (life) => {
  const link = someLink(life);
  if (link === null || link.holder.accounts.size > ACCOUNTS_MAX) return null;
  const user = `${link.user}-partner`.slice(-200);
  const session = await openSession(life, wantRelink(life, link, null));
  life.say(`${user} answers the relink of ${nameOf(life, link.holder)} at ${link.slug}`);
  const working = link.accounts.filter((account) => account.status === 'active').map((account) => account.id);
  const before = await objectsOf(life, link.holder);
  life.unsure.add(link.holder);
  const done = await completeUnsure(life, { session, outcome: 'success', named: null, user, trouble: false });
  await life.world.settle();
  const after = await objectsOf(life, link.holder);
  for (const id of working) {
    const same = (one: { id: string }) => one.id === id;
    assert.deepEqual(
      after.accounts.find(same),
      before.accounts.find(same),
      'another person changed an account that works',
    );
  }
  if (done?.status !== 'succeeded') assert.deepEqual(after, before, 'a failed relink changed something');
  return [link.holder];
};

/** Somebody begins and leaves the page open; much may happen before he goes on. */
export const beginSession: Action = async (life) => {
  if (life.open.length >= OPEN_MAX) return null;
  const link = life.dice.chance(0.8) ? someLink(life) : null;
  const account = link && life.dice.chance(0.5) ? life.dice.pick(livingAccounts(link)).id : null;
  const wanted = link ? wantRelink(life, link, account) : await wantLink(life);
  if (wanted === null) return null;
  const session = await openSession(life, wanted);
  life.open.push(session);
  life.say(`${nameOf(life, session.holder)} begins session ${session.id} at ${session.slug}`);
  return [session.holder];
};

export const finishSession: Action = async (life) => {
  if (life.open.length === 0) return null;
  const session = life.dice.pick(life.open);
  const outcomes = ABANDONED.filter((one) => one !== 'wrong_account' || session.relink?.account);
  const outcome = life.dice.chance(0.75) ? 'success' : life.dice.pick(outcomes);
  life.say(`${nameOf(life, session.holder)} goes on with session ${session.id} at ${session.slug}: ${outcome}`);
  await playSession(life, { session, outcome, named: null, user: null, trouble: false });
  return [session.holder];
};

/** The merchant ends an account for good; what is disconnected can be neither disconnected again nor relinked. */
export const disconnectAccount: Action = async (life) => {
  const link = someLink(life);
  if (link === null) return null;
  const account = life.dice.pick(livingAccounts(link));
  life.say(`the merchant disconnects ${account.name} at ${link.slug} of ${nameOf(life, link.holder)}`);
  const { accounts } = life.world.stripe.financialConnections;
  await accounts.disconnect(account.id);
  Object.assign(link, disconnected(link, account.id));
  await accounts.disconnect(account.id);
  await assert.rejects(openSession(life, wantRelink(life, link, account.id)), { statusCode: 400 });
  return [link.holder];
};
