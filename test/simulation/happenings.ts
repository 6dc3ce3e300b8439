// What happens to links without a session: test helpers, the bank's own desk, time, trouble at the bank, restarts.
import assert from 'node:assert/strict';
import Stripe from 'stripe';
import { simulateOnAccount, simulateOnAuthorization } from '../story.ts';
import { BANKS } from './banks.ts';
import { DAY_S, type Life, type Link, linksOf, nameOf, othersOf, timeOf, viewOf } from './life.ts';
import { type Action, livingAccounts, someLink, wantRelink } from './linking.ts';
import { looked } from './model.ts';
import { hearOf } from './news.ts';
import { noticeOthers, regrant } from './notice.ts';
import { advance, allLooked, type Fault, RETRIED_MS, setFault } from './passing.ts';
import { objectsOf } from './quiet.ts';
import { openSession, playSession } from './sessions.ts';

export const CONSENT_EVENTS = ['consent_revoked', 'consent_expired', 'reauthentication_required', 'recovered'] as const;
export const ACCOUNT_EVENTS = [
  'closed',
  'reopened',
  'unavailable',
  'sharing_stopped',
  'identity_lost',
  'account_number_expired',
  'account_number_revoked',
] as const;
const AT_CONSENT = ['revoked', 'expired', 'reauthentication_required', 'recovered', 'revoked_by_bank', 'tokens_lost'];
const AT_ACCOUNT = ['closed', 'reopened', 'sharing_stopped', 'identity_lost'];
/** Fewer than make it the bank's doing, because a grant that ended for a lost one counts as well. */
const ENDED_BY_BANK_MAX = 3;
const DAYS = [1, 1, 2, 29, 30, 31, 400];
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Shorter than the platform waits afterwards: what a bank tells of its return is believed. */
const MENDED_MS = 10 * MINUTE_MS;
/** A session lives for a day; a daily check may come a tenth of a day later. */
const LONG_DAY_MS = 27 * HOUR_MS;

export const helpAuthorization: Action = async (life) => {
  const link = someLink(life);
  if (link === null) return null;
  const event = life.dice.pick(CONSENT_EVENTS);
  life.say(`test helper ${event} on the link of ${nameOf(life, link.holder)} at ${link.slug}`);
  await afterHelper(life, link, () => simulateOnAuthorization(life.world, link.id, event));
  return [link.holder];
};

export const helpAccount: Action = async (life) => {
  const link = someLink(life);
  if (link === null) return null;
  const account = life.dice.pick(livingAccounts(link));
  const event = life.dice.pick(ACCOUNT_EVENTS);
  life.say(`test helper ${event} on ${account.name} of ${nameOf(life, link.holder)} at ${link.slug}`);
  await afterHelper(life, link, () => simulateOnAccount(life.world, account.id, event));
  return [link.holder];
};

/** The answer comes when the platform has looked; a refusal means that nothing happened at the bank either. */
async function afterHelper(life: Life, link: Link, help: () => Promise<unknown>): Promise<void> {
  const before = await viewOf(life, link.slug, link.user);
  try {
    await help();
  } catch (error) {
    assert.ok(error instanceof Stripe.errors.StripeInvalidRequestError, String(error));
    assert.deepEqual([error.statusCode, error.param], [400, 'event']);
    assert.deepEqual(
      await viewOf(life, link.slug, link.user),
      before,
      'a refused test helper changed something at the bank',
    );
    return;
  }
  const look = { at: timeOf(life, link.holder), confirmed: true };
  Object.assign(link, looked(link, await viewOf(life, link.slug, link.user), look));
  await noticeOthers(life, link, false);
}

/** Something happens at the bank and nobody tells the platform. */
export const happenQuietly: Action = async (life) => {
  const link = someLink(life, (one) => one.consent !== null);
  if (link === null) return null;
  const { dice, world } = life;
  const account = dice.pick(livingAccounts(link));
  const onConsent = dice.chance(0.6);
  const event = dice.pick(onConsent ? AT_CONSENT : AT_ACCOUNT);
  if (event === 'tokens_lost' && !BANKS[link.slug]!.tokens_kept_apart) return null;
  if (event === 'revoked_by_bank' && !mayBeOne(life, link)) return null;
  const path = onConsent
    ? `consents/${link.consent}/simulate`
    : `people/${encodeURIComponent(link.user)}/accounts/${account.bank_account}/simulate`;
  const body = onConsent || event !== 'sharing_stopped' ? { event } : { event, consent_id: link.consent };
  try {
    await world.control('POST', `${link.slug}/${path}`, body);
  } catch (error) {
    assert.match(String(error), /the bank's desk answered 4\d\d/);
    return null;
  }
  life.say(
    `at the bank, unnoticed: ${event} on ${onConsent ? 'the consent' : account.name} of ${nameOf(life, link.holder)} at ${link.slug}`,
  );
  link.unnoticed = true;
  if (event === 'tokens_lost') link.tokenless = link.consent;
  if (event === 'revoked_by_bank') life.ended_by_bank.push(link);
  await noticeOthers(life, link, false);
  await hearOf(life, link, event);
  return [link.holder];
};

/** The fifth link that a bank ends within a day is told of otherwise; a life stays below. */
function mayBeOne(life: Life, { slug, tokenless }: Link): boolean {
  return tokenless === null && life.ended_by_bank.filter((link) => link.slug === slug).length < ENDED_BY_BANK_MAX;
}

export const advanceClock: Action = async (life) => {
  const [clock] = life.dice.pick([...life.clocks]);
  const days = life.dice.pick(DAYS);
  const some = (fits: (link: Link) => boolean) =>
    [...life.links.values()].some((link) => link.holder.clock === clock && fits(link));
  // What happened before is noticed on the first day, before anything comes to its end.
  const unnoticed = some((link) => link.unnoticed);
  if (unnoticed) await advance(life, clock, 1);
  // No date is planned for a link that is dead already, or will be; that its consent ended meanwhile is noticed a day later.
  const mayEnd = ['institution_requirement', 'unspecified'];
  const dead = some(({ cause, ends_by }) => mayEnd.includes(cause ?? '') || mayEnd.includes(ends_by ?? ''));
  if (!unnoticed || days > 1) await advance(life, clock, unnoticed ? days - 1 : days);
  if (dead) await advance(life, clock, 1);
  return life.holders.filter((holder) => holder.clock === clock);
};

/** A day passes in real time: daily checks of those who live in it, and sessions that nobody went on with end. */
export const dayPasses: Action = async (life) => {
  if (!life.hasTime()) return null;
  await life.pass(LONG_DAY_MS);
  life.say('a day passes');
  await life.world.settle();
  const left = life.open.splice(0);
  for (const { id, relink } of left) {
    const session = await life.world.stripe.financialConnections.sessions.retrieve(id);
    assert.equal(session.status, 'cancelled', `session ${id} outlived its day`);
    const result = { account: null, authorization: null, failure_reason: 'no_authorization' };
    assert.deepEqual(session.relink_result, relink ? result : undefined);
    life.ended.set(id, { status: session.status, relink_result: session.relink_result });
  }
  const links = [...life.links.values()].filter((link) => link.holder.clock === null);
  await allLooked(life, links, Math.floor(life.now().getTime() / 1000));
  return [...left.map((session) => session.holder), ...links.map((link) => link.holder)];
};

function someFault(life: Life): Fault {
  const { dice } = life;
  const kind = dice.pick<Fault>([{ status: dice.pick([500, 502, 503, 429]) }, { garbage: true }, { latency_ms: 20 }]);
  return dice.chance(0.6) ? { ...kind, times: dice.whole(1, 8) } : kind;
}

/** A relink while the bank is in trouble: it succeeds as a whole or changes nothing, and what it obtained is given back. */
export const relinkInTrouble: Action = async (life) => {
  const link = someLink(life);
  if (link === null || !life.hasTime()) return null;
  const fault = someFault(life);
  const account = life.dice.chance(0.5) ? life.dice.pick(livingAccounts(link)).id : null;
  life.say(
    `${nameOf(life, link.holder)} relinks ${account ?? 'the link'} at ${link.slug} with ${JSON.stringify(fault)}`,
  );
  const session = await openSession(life, wantRelink(life, link, account));
  await setFault(life, [link.slug], fault);
  try {
    await playSession(life, { session, outcome: 'success', named: null, user: null, trouble: true });
  } finally {
    await setFault(life, [link.slug], null);
  }
  await life.pass(RETRIED_MS);
  await life.world.settle();
  if (BANKS[link.slug]!.one_grant) await regrant(life, link);
  await noticeOthers(life, link, false);
  const kept = [link, ...othersOf(life, link)].map((one) => one.consent);
  for (const { consent_id, status } of (await viewOf(life, link.slug, link.user)).consents) {
    if (status === 'ACTIVE' && !kept.includes(consent_id)) life.lost.add(consent_id);
  }
  return [link.holder];
};

/** The last two are no faults: the bank says of us that we are not served, and of itself that it is being mended. */
const TROUBLES: (Fault | 'suspension' | 'maintenance')[] = [
  { status: 500 },
  { status: 503, retry_after: 60 },
  { status: 429 },
  { garbage: true },
  'suspension',
  'maintenance',
];

async function setTrouble(
  life: Life,
  slugs: Iterable<string>,
  trouble: (typeof TROUBLES)[number] | null,
): Promise<void> {
  for (const slug of slugs) {
    await life.world.control('PUT', `${slug}/suspension`, { suspended: trouble === 'suspension' });
    const until = new Date(Date.now() + MENDED_MS).toISOString();
    await life.world.control('PUT', `${slug}/maintenance`, trouble === 'maintenance' ? { until } : null);
  }
  await setFault(life, slugs, typeof trouble === 'string' ? null : trouble);
}

/** Time passes while the banks are in trouble: nothing is learned, so no status changes; when they are well again, all is noticed. */
export const timeInTrouble: Action = async (life) => {
  const [clock] = life.dice.pick([...life.clocks]);
  const holders = life.holders.filter((holder) => holder.clock === clock);
  if (!life.hasTime()) return null;
  const statuses = async () => {
    const all = await Promise.all(holders.map((holder) => objectsOf(life, holder)));
    return all
      .flatMap(({ accounts, authorizations }) => [...accounts, ...authorizations])
      .map(({ id, status }) => [id, status]);
  };
  const before = await statuses();
  const trouble = life.dice.pick(TROUBLES);
  life.say(`the banks are in trouble: ${JSON.stringify(trouble)}`);
  const slugs = new Set(holders.flatMap((holder) => linksOf(life, holder)).map((link) => link.slug));
  const { testClocks } = life.world.stripe.testHelpers;
  const time = life.clocks.get(clock)! + DAY_S;
  await setTrouble(life, slugs, trouble);
  try {
    await testClocks.advance(clock, { frozen_time: time });
    await life.world.settle();
    assert.deepEqual(await statuses(), before, 'a bank in trouble changed a status');
  } finally {
    await setTrouble(life, slugs, null);
  }
  life.clocks.set(clock, time);
  await life.pass(RETRIED_MS);
  await life.world.settle();
  await advance(life, clock, 1);
  return holders;
};

/** The merchant's endpoints do not take what is sent; they get it later. */
export const loseWebhooks: Action = async (life) => {
  const mood = life.dice.pick(['refuses', 'hangs up'] as const);
  life.say(`the webhook receiver ${mood}`);
  for (const mailbox of life.mailboxes) mailbox.mood = mood;
  const touchedHolders = await life.dice.pick([helpAuthorization, helpAccount])(life);
  await life.world.settle();
  for (const mailbox of life.mailboxes) mailbox.mood = 'takes';
  return touchedHolders;
};

export const restart: Action = async (life) => {
  life.say('the platform restarts');
  await life.world.restart();
  return life.holders;
};

/** Banks that are down link nothing and break nothing. */
export const tryDownBank: Action = async (life) => {
  const holder = life.dice.pick(life.holders);
  const name = life.dice.pick(['Down (Scheduled)', 'Down (Unscheduled)', 'Down (Error)']);
  life.say(`${nameOf(life, holder)} tries to link at ${name}`);
  const before = await objectsOf(life, holder);
  const { stripe } = life.world;
  const session = await stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer: holder.customer! },
    permissions: ['balances'],
  });
  const path = `/v1/test_helpers/financial_connections/sessions/${session.id}/complete`;
  const done = (await stripe.rawRequest('POST', path, { institution: name })) as unknown as typeof session;
  assert.equal(done.status, 'failed');
  assert.deepEqual(await objectsOf(life, holder), before);
  return [holder];
};
