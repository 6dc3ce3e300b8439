// Things that happen at once to one link: whatever their order, what comes of them has to hold together.
import assert from 'node:assert/strict';
import { simulateOnAccount, simulateOnAuthorization } from '../story.ts';
import { BANKS } from './banks.ts';
import { ACCOUNT_EVENTS, CONSENT_EVENTS } from './happenings.ts';
import { DAY_S, type Life, type Link, nameOf, type OpenSession, othersOf } from './life.ts';
import { type Action, livingAccounts, someLink, wantRelink } from './linking.ts';
import { dayLooked } from './passing.ts';
import { completeUnsure, isRefused, openSession, recallSession, somePermissions } from './sessions.ts';

/** Longer than a job pauses after its first tries. */
const REPEATED_MS = 60_000;

/** Something made ready, to be let go together with others. */
interface Ready {
  says: string;
  session?: OpenSession;
  go(): Promise<unknown>;
}

type Prepare = (life: Life, link: Link) => Promise<Ready>;

const targeted: Prepare = async (life, link) => {
  const account = life.dice.pick(livingAccounts(link));
  const session = await openSession(life, wantRelink(life, link, account.id));
  return { says: `relink of ${account.name}`, session, go: () => play(life, session) };
};

const untargeted: Prepare = async (life, link) => {
  const session = await openSession(life, wantRelink(life, link, null));
  return { says: 'relink of the authorization', session, go: () => play(life, session) };
};

const plain: Prepare = async (life, link) => {
  const { holder, slug } = link;
  const permissions = somePermissions(life);
  const session = await openSession(life, {
    holder,
    slug,
    permissions,
    relink: null,
    subcategories: null,
    limit: null,
  });
  return { says: 'another link', session, go: () => play(life, session) };
};

const given_up: Prepare = async (life, link) => {
  const session = await openSession(life, wantRelink(life, link, null));
  return { says: 'a cancelled relink', session, go: () => play(life, session, 'cancel') };
};

const consentEvent: Prepare = async (life, link) => {
  const event = life.dice.pick(CONSENT_EVENTS);
  return { says: event, go: () => orRefused(simulateOnAuthorization(life.world, link.id, event)) };
};

const accountEvent: Prepare = async (life, link) => {
  const account = life.dice.pick(livingAccounts(link));
  const event = life.dice.pick(ACCOUNT_EVENTS);
  return { says: `${event} of ${account.name}`, go: () => orRefused(simulateOnAccount(life.world, account.id, event)) };
};

const disconnect: Prepare = async (life, link) => {
  const account = life.dice.pick(livingAccounts(link));
  const { accounts } = life.world.stripe.financialConnections;
  return { says: `disconnecting ${account.name}`, go: () => orRefused(accounts.disconnect(account.id)) };
};

const KINDS = [
  { weight: 4, prepare: targeted },
  { weight: 4, prepare: untargeted },
  { weight: 2, prepare: plain },
  { weight: 1, prepare: given_up },
  { weight: 4, prepare: consentEvent },
  { weight: 4, prepare: accountEvent },
  { weight: 1, prepare: disconnect },
];

function play(life: Life, session: OpenSession, outcome: 'success' | 'cancel' = 'success') {
  return completeUnsure(life, { session, outcome, named: null, user: null, trouble: false });
}

/** A helper is refused where it does not apply to what the others have made of the link; nothing else may go wrong. */
async function orRefused(help: Promise<unknown>): Promise<void> {
  try {
    await help;
  } catch (error) {
    assert.ok(isRefused(error), String(error));
  }
}

/** Two or three things befall one link at once, sometimes while its clock moves or the platform restarts. */
export const happenTogether: Action = async (life) => {
  const link = someLink(life, (one) => !one.unnoticed && othersOf(life, one).length === 0);
  if (link === null) return null;
  const { dice } = life;
  const ready: Ready[] = [];
  const count = dice.whole(2, 3);
  for (let made = 0; made < count; made += 1) ready.push(await dice.weighted(KINDS).prepare(life, link));
  const { clock } = link.holder;
  const holders = clock === null ? [link.holder] : life.holders.filter((one) => one.clock === clock);
  const moves = clock !== null && dice.chance(0.15) ? clock : null;
  if (moves !== null) ready.push(moving(life, moves));
  else if (dice.chance(0.1)) ready.push({ says: 'a restart', go: () => life.world.restart() });
  life.say(`at once, for ${nameOf(life, link.holder)} at ${link.slug}: ${ready.map((one) => one.says).join(' | ')}`);
  life.unsure.add(link.holder);
  await Promise.all(ready.map((one) => one.go()));
  await life.world.settle();
  // A look that was overtaken is repeated after a pause.
  await life.pass(REPEATED_MS);
  await life.world.settle();
  for (const { session } of ready) if (session && !life.ended.has(session.id)) await recallSession(life, session);
  if (moves !== null) await standing(life, moves);
  return holders;
};

/** Two sessions of one holder at a bank where he has nothing yet have to meet one authorization. */
export const linkTogether: Action = async (life) => {
  const { dice } = life;
  const holder = dice.pick(life.holders);
  // Where a first consent ends at once, the second session's sign-in would end the first one's under its hands.
  const slug = dice.pick(holder.banks.filter((one) => !BANKS[one]!.short));
  const has = [...life.links.values()].some((link) => link.holder === holder && link.slug === slug);
  if (has) return null;
  const wanted = { holder, slug, relink: null, subcategories: null, limit: null };
  const sessions = [];
  for (let made = 0; made < 2; made += 1) {
    sessions.push(await openSession(life, { ...wanted, permissions: somePermissions(life) }));
  }
  life.say(`${nameOf(life, holder)} links twice at once at ${slug}`);
  life.unsure.add(holder);
  const ends = await Promise.all(sessions.map((session) => play(life, session)));
  const authorizations = ends.flatMap((end) => end?.accounts.data.map((account) => account.authorization) ?? []);
  assert.ok(new Set(authorizations).size <= 1, 'two sessions of one holder made two authorizations of one person');
  return [holder];
};

function moving(life: Life, clock: string): Ready {
  const time = life.clocks.get(clock)! + DAY_S;
  const { testClocks } = life.world.stripe.testHelpers;
  return { says: 'the clock moves by a day', go: () => testClocks.advance(clock, { frozen_time: time }) };
}

/** The day has passed for everybody on the clock, also for those to whom nothing else happened. */
async function standing(life: Life, clock: string): Promise<void> {
  const { status, frozen_time } = await life.world.stripe.testHelpers.testClocks.retrieve(clock);
  assert.equal(status, 'ready');
  await dayLooked(life, clock, (link) => !life.unsure.has(link.holder));
  life.clocks.set(clock, frozen_time);
  for (const link of life.links.values()) if (life.unsure.has(link.holder)) link.unnoticed = false;
}
