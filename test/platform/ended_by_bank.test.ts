// What is remembered of links that a bank ended: by itself, where it renews consents in place, and for a newer grant of ours.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { lockAuthorization } from '../../server/src/domain/connections/authorization_rows.ts';
import { isOneOfMany } from '../../server/src/domain/connections/ended_by_bank.ts';
import { SETTLE_GRANT } from '../../server/src/domain/connections/give_back.ts';
import { takeGrant } from '../../server/src/domain/connections/grant.ts';
import { isUnderWay } from '../../server/src/domain/connections/newer_grant.ts';
import type { Context } from '../../server/src/domain/context.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { enqueue } from '../../server/src/jobs/enqueue.ts';
import type { AuthorizationId } from '../../server/src/kernel/id.ts';
import { unknownConsent } from '../../server/src/outbound/banks/visit.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { withBanks, writeAccount } from '../contract/bank_accounts.ts';

const NO_ENDS = { access_expires_at: null, refresh_expires_at: null, consent_expires_at: null };
const DAY_MS = 86_400_000;

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
afterEach(() => api.clock.set(null));
after(() => api.close());

const inContext = <T>(rule: (context: Context) => Promise<T>) =>
  api.database.transact(async (trx) =>
    rule(await openContext(api.world, trx, { merchant: api.merchant.id, livemode: false })),
  );

/** A link that lives by the consent `one`. */
async function linked(): Promise<AuthorizationId> {
  const account = await writeAccount(api);
  const { authorization_id: id } = await api.database.kysely
    .selectFrom('accounts')
    .select('authorization_id')
    .where('id', '=', account as never)
    .executeTakeFirstOrThrow();
  await renew(id);
  return id;
}

const renew = (id: AuthorizationId) =>
  inContext(async (context) => {
    const link = await lockAuthorization(context.trx, id);
    const consent = { ...unknownConsent('one'), status: 'active' } as const;
    const credential = { secret: '{}', ...NO_ENDS };
    await takeGrant(context, link!, { credential, consent, bank_user: null, permissions: [] }, context.clock.now());
  });

/** The bank ends it; whether that is one of many. */
const end = (id: AuthorizationId) =>
  inContext(async (context) => {
    const now = context.clock.now();
    const ended = { ended_by: 'bank', ended_at: now, ended_by_bank_at: now };
    await context.trx.updateTable('consents').set(ended).where('authorization_id', '=', id).execute();
    return await isOneOfMany(context, (await lockAuthorization(context.trx, id))!);
  });

test('a renewed consent that its bank ends months later, alone, is not one of the many of then', async () => {
  const links: AuthorizationId[] = [];
  for (let count = 0; count < 5; count += 1) links.push(await linked());
  const told: boolean[] = [];
  for (const link of links) told.push(await end(link));
  assert.deepEqual(told, [false, false, false, false, true]);
  await renew(links[0]!);
  api.clock.set(new Date(Date.now() + 100 * DAY_MS));
  assert.equal(await end(links[0]!), false);
});

test('a newer grant that nobody could settle within a day keeps no dead link from being told of', async () => {
  const id = await linked();
  const now = new Date();
  const job = { kind: SETTLE_GRANT, due_at: now, created: now, test_clock: null, unique_key: id };
  const isWaitedFor = (consent: string) =>
    inContext(async (context) => isUnderWay(context, (await lockAuthorization(context.trx, id))!, consent));
  await inContext(({ trx }) => enqueue(trx, { ...job, payload: { authorization: id, consent: 'newer' } }));
  assert.deepEqual([await isWaitedFor('newer'), await isWaitedFor('other')], [true, false]);
  api.clock.set(new Date(now.getTime() + DAY_MS + 1));
  assert.equal(await isWaitedFor('newer'), false);
});
