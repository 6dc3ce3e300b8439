// What becomes of an entry that the network could not be asked about for days: it is not forgotten, and not asked for for ever.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { giveEntryUp } from '../../server/src/outbound/ach/entries.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { MANDATE, SUCCESS, withBanks } from '../contract/bank_accounts.ts';

const DAY_MS = 86_400_000;

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

/** The jobs about an entry that wait. */
const jobs = (entry: string) =>
  api.database.kysely
    .selectFrom('jobs')
    .select(['id', 'kind', 'due_at'])
    .where('kind', 'in', ['ach.submit', 'ach.settle'])
    .where('unique_key', '=', entry)
    .where('state', '=', 'waiting')
    .execute();

test('an entry whose job was given up is asked for again the next day, for two months', async () => {
  const made = { amount: 500, currency: 'usd', payment_method: SUCCESS, confirm: true, mandate_data: MANDATE };
  const { latest_charge } = await api.stripe.paymentIntents.create(made as never);
  const { trace_number } = await api.database.kysely
    .selectFrom('ach_entries')
    .select('trace_number')
    .where('object', '=', String(latest_charge))
    .executeTakeFirstOrThrow();
  const [first] = await jobs(trace_number);
  assert.equal(first?.kind, 'ach.submit');
  const giveUp = async (id: number) => {
    await api.database.kysely.deleteFrom('jobs').where('id', '=', id).execute();
    // Giving up needs the database, time and keys, and neither banks nor the network.
    await api.database.transact(giveEntryUp(api.world as never, trace_number, 'ach.submit'));
  };
  const now = api.clock.now();
  api.clock.set(now);
  await giveUp(first.id);
  const [again] = await jobs(trace_number);
  assert.deepEqual([again?.kind, again?.due_at.getTime()], ['ach.submit', now.getTime() + DAY_MS]);

  api.clock.set(new Date(now.getTime() + 61 * DAY_MS));
  await giveUp(again!.id);
  assert.deepEqual(await jobs(trace_number), []);
  const last = api.log.filter(({ level }) => level === 50).map(({ entry, msg }) => [entry, msg]);
  assert.deepEqual(last, [[trace_number, 'nobody knows what became of an entry, and it is not asked for any more']]);
  api.clock.set(null);
});
