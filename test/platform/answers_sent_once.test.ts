// What a customer typed is sent to a form bank once, also where the process dies with the bank's answer: banks count wrong passwords.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { receiveInput } from '../../server/src/domain/connections/visit.ts';
import { createVisit, visitById } from '../../server/src/domain/connections/visit_rows.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { SessionId } from '../../server/src/kernel/id.ts';
import { openLog } from '../../server/src/log.ts';
import { openMetrics } from '../../server/src/metrics.ts';
import { openClientKeys } from '../../server/src/outbound/banks/client_keys.ts';
import { createBanks } from '../../server/src/outbound/banks/registry.ts';
import { sandboxAt, sandboxEgress } from '../../server/src/outbound/banks/testing/sandbox.ts';
import { asOwner, type Desk } from '../../server/src/outbound/connections/desk.ts';
import { continueVisit, startVisit } from '../../server/src/outbound/connections/visit_steps.ts';
import { SANDBOX_CLIENT } from '../../server/src/sandbox_bank.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { joinTestWorld, type World } from '../world.ts';

const SLUG = 'bank-non-oauth';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

function deskOf({ platform: { database, vault }, bank_url }: World): Desk {
  const clock = systemClock;
  const keys = openClientKeys({ database, vault, clock });
  const banks = createBanks({ sandbox: sandboxAt(bank_url, SANDBOX_CLIENT), keys, clock, egress: sandboxEgress() });
  const log = openLog('error', { write: () => {} });
  return { database, clock, random: systemRandom, vault, log, banks, metrics: openMetrics() };
}

test('an answer whose end nobody committed is not sent again, and the customer is asked anew', async () => {
  const desk = deskOf(world);
  const { transact } = desk.database;
  const customer = (await world.stripe.customers.create({ name: 'Jenny Rosen' })).id;
  const made = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['balances'],
  });
  const person = `${SLUG}/people/${customer}`;
  await world.control('POST', `${person}/access/simulate`, { event: 'password_changed', password: 'his own' });
  const visit = await transact(async (trx) => {
    const of = trx
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', made.id as SessionId);
    const session = await of.executeTakeFirstOrThrow();
    const banks = trx.selectFrom('institutions').select('id').where('slug', '=', SLUG);
    const { id: institution } = await banks.executeTakeFirstOrThrow();
    const what = { session, institution, origin: world.url, bank_user: customer, headless: true };
    return await asOwner(desk, trx, session, (context) => createVisit(context, what));
  });
  await transact(await startVisit(desk, visit));
  await transact(async (trx) => {
    const row = (await visitById(trx, visit))!;
    const input = { type: 'answer' as const, values: { username: customer, password: 'wrong' } };
    await asOwner(desk, trx, { merchant: row.merchant, livemode: false }, (context) =>
      receiveInput(context, row, input),
    );
  });
  await continueVisit(desk, visit);
  await transact(await continueVisit(desk, visit));
  const access = (await world.control('GET', person)).access as { wrong_passwords: number };
  assert.equal(access.wrong_passwords, 1);
  const { state, failure } = (await transact((trx) => visitById(trx, visit)))!;
  assert.deepEqual([state, failure], ['failed', { kind: 'other' }]);
});
