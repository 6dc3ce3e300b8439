// Seeded random life of customers, banks and operators against what always has to hold: one seed, or with RELINK_SIMULATION=long others each time. RELINK_SIMULATION_SEED replays a seed.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { announceSignIn, askEverybody, holdAccount, linkAsSamePerson, loseAnswer } from './at_banks.ts';
import {
  advanceClock,
  dayPasses,
  happenQuietly,
  helpAccount,
  helpAuthorization,
  loseWebhooks,
  relinkInTrouble,
  restart,
  timeInTrouble,
  tryDownBank,
} from './happenings.ts';
import { type Life, livingLinks, openLife } from './life.ts';
import {
  type Action,
  abandonRelink,
  beginSession,
  disconnectAccount,
  finishSession,
  linkAccounts,
  relinkAccount,
  relinkAsAnother,
  relinkAuthorization,
} from './linking.ts';
import { forgeNews } from './news.ts';
import { checkQuiet } from './quiet.ts';
import { happenTogether, linkTogether } from './together.ts';

const ACTIONS: { weight: number; act: Action }[] = [
  { weight: 12, act: linkAccounts },
  { weight: 10, act: relinkAccount },
  { weight: 10, act: relinkAuthorization },
  { weight: 7, act: abandonRelink },
  { weight: 4, act: relinkAsAnother },
  { weight: 5, act: beginSession },
  { weight: 5, act: finishSession },
  { weight: 3, act: disconnectAccount },
  { weight: 10, act: helpAuthorization },
  { weight: 12, act: helpAccount },
  { weight: 13, act: happenQuietly },
  { weight: 11, act: advanceClock },
  { weight: 2, act: dayPasses },
  { weight: 4, act: relinkInTrouble },
  { weight: 2, act: timeInTrouble },
  { weight: 2, act: loseWebhooks },
  { weight: 1, act: restart },
  { weight: 1, act: tryDownBank },
  { weight: 4, act: holdAccount },
  { weight: 4, act: loseAnswer },
  { weight: 4, act: forgeNews },
  { weight: 4, act: linkAsSamePerson },
  { weight: 2, act: askEverybody },
  { weight: 4, act: announceSignIn },
  { weight: 14, act: happenTogether },
  { weight: 3, act: linkTogether },
];

const LONG = process.env.RELINK_SIMULATION === 'long';
/** How many lives, one after the other, and how much happens in each. */
const LIVES = LONG ? 12 : 1;
const STEPS = LONG ? 150 : 40;
/** How often everybody is looked at, and not only those to whom something happened. */
const LOOK_ROUND = 10;
/** An action that has nothing to work on is followed by another; after so many the life is over. */
const TRIES_MAX = 50;
const SEEDS = 2 ** 31;
/** The short life is always the same one, so that it fails for what was changed and for nothing else; the long ones go looking. */
const SEED = Number(process.env.RELINK_SIMULATION_SEED || (LONG ? randomInt(SEEDS) : 1));
assert.ok(Number.isSafeInteger(SEED) && SEED >= 0, 'RELINK_SIMULATION_SEED has to be a whole number');

/** Longer than the last webhook retry waits in the sandbox. */
const RETRIES_MS = [6, 150].map((minutes) => minutes * 60_000);

for (let number = 0; number < LIVES; number += 1) {
  const seed = (SEED + number) % SEEDS;
  test(`what has to hold holds through a random life (seed ${seed})`, async (t) => {
    t.diagnostic(`simulation seed ${seed}`);
    const life = await openLife(seed);
    let step = 0;
    try {
      for (; step < STEPS; step += 1) await live(life, step);
      await endWell(life);
    } catch (error) {
      const story = life.story.map((line) => `  ${line}`).join('\n');
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(
        `seed ${seed}, step ${step}: ${message}\n\nThe story so far:\n${story}\n\nRELINK_SIMULATION_SEED=${seed} replays it.`,
        { cause: error },
      );
    } finally {
      await life.close();
    }
  });
}

async function live(life: Life, step: number): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const holders = await life.dice.weighted(ACTIONS).act(life);
    if (holders === null) continue;
    await checkQuiet(life, step % LOOK_ROUND === 0 ? everybody(life) : holders);
    return;
  }
  throw new Error('nothing can happen any more');
}

function everybody(life: Life) {
  return [...life.holders, ...livingLinks(life).map((link) => link.holder)];
}

/** At the end every webhook has arrived and every session reads as it ended. */
async function endWell(life: Life): Promise<void> {
  for (const wait of RETRIES_MS) {
    await life.pass(wait);
    await life.world.settle();
  }
  await checkQuiet(life, everybody(life));
  await checkForgotten(life);
  for (const mailbox of life.mailboxes) mailbox.verify(life.events);
  for (const [id, { status, relink_result }] of life.ended) {
    const session = await life.world.stripe.financialConnections.sessions.retrieve(id);
    assert.deepEqual([session.status, session.relink_result], [status, relink_result], `session ${id} reads otherwise`);
    assert.equal(life.replay.session(id), status, `session ${id} ended otherwise in its event`);
  }
  for (const { id } of life.open)
    assert.equal(life.replay.session(id), undefined, `session ${id} ended in an event only`);
}

/** What was disconnected keeps nothing that opens it. */
async function checkForgotten(life: Life): Promise<void> {
  const kept = await life.world.platform.database.kysely
    .selectFrom('authorizations')
    .select('id')
    .where('status', '=', 'disconnected')
    .where('credential', 'is not', null)
    .execute();
  assert.deepEqual(kept, [], 'a disconnected link has a credential');
}
