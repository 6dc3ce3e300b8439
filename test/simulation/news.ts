// What banks tell unasked, and what others make up in their name: it makes the platform look, and changes nothing by itself.
import assert from 'node:assert/strict';
import { until } from '../story.ts';
import { BANKS } from './banks.ts';
import { type Life, type Link, linksOf, viewOf } from './life.ts';
import { type Action, someLink } from './linking.ts';
import { lookedNow } from './passing.ts';
import { checkModel, objectsOf } from './quiet.ts';

const TYPES = ['CONSENT_REVOKED', 'CONSENT_UPDATED'] as const;
/** More within a minute are refused. */
const TIMES_MAX = 2;

/** Of what else happens there no bank tells anybody. */
const TOLD = ['revoked', 'revoked_by_bank', 'expired', 'reauthentication_required', 'recovered', 'sharing_stopped'];
/** A link is looked at once a minute, whatever is told of it. */
const LOOK_EVERY_MS = 61_000;

/** A bank that tells its news has the platform look at once; then that has to have happened before anything else does. */
export async function hearOf(life: Life, link: Link, event: string): Promise<void> {
  if (BANKS[link.slug]!.news === 'none' || !TOLD.includes(event) || !(await isSubscribed(life, link.slug))) return;
  const seen = lookedNow(life, link, await viewOf(life, link.slug, link.user));
  await life.pass(LOOK_EVERY_MS);
  await until(`${link.slug} told what happened to ${link.id}`, async () => {
    await life.world.settle();
    const objects = await objectsOf(life, link.holder);
    try {
      checkModel(life, seen, objects);
      return true;
    } catch {
      return false;
    }
  });
  Object.assign(link, seen);
}

async function isSubscribed(life: Life, slug: string): Promise<boolean> {
  const row = await life.world.platform.database.kysely
    .selectFrom('bank_subscriptions as s')
    .innerJoin('institutions as i', 'i.id', 's.institution')
    .select('s.type')
    .where('i.slug', '=', slug)
    .executeTakeFirst();
  return row !== undefined;
}

/** Somebody tells, in the name of a bank, that a consent has ended. One that signs is not imitated; else we look, and see for ourselves. */
export const forgeNews: Action = async (life) => {
  const { dice } = life;
  const link = someLink(life, (one) => BANKS[one.slug]!.news !== 'none' && one.consent !== null);
  if (link === null) return null;
  const { news } = BANKS[link.slug]!;
  const type = dice.pick(TYPES);
  const times = dice.whole(1, TIMES_MAX);
  life.say(`somebody tells us ${times} times ${type} of a consent at ${link.slug}`);
  const id = `forged-${dice.whole(0, 1e9)}`;
  for (let count = 0; count < times; count += 1) {
    await life.pass(LOOK_EVERY_MS);
    const answer = await tell(life, link, type, id);
    await life.world.settle();
    assert.ok(news === 'signed' ? answer === 401 : [204, 429].includes(answer), `forged news: ${answer}`);
    if (answer === 204) Object.assign(link, lookedNow(life, link, await viewOf(life, link.slug, link.user)));
  }
  return linksOf(life, link.holder).map((one) => one.holder);
};

async function tell(life: Life, link: Link, type: string, notificationId: string): Promise<number> {
  const { status } = await fetch(`${life.world.url}/banks/${link.slug}/notifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      notificationId,
      type,
      sentOn: new Date().toISOString(),
      category: 'CONSENT',
      publisher: { name: 'somebody', type: 'DATA_PROVIDER' },
      notificationPayload: { id: link.consent, idType: 'CONSENT' },
    }),
  });
  return status;
}
