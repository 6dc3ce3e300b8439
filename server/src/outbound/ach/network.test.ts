// What the ACH network may answer: what ends an entry, what is asked again, and that nothing is concluded from nonsense.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { AchEntry, AchNetwork } from '#domain/payments/ach.ts';
import { sandboxEgress } from '../banks/testing/sandbox.ts';
import { json, openStandInBank, raw, type StandInBank } from '../banks/testing/stand_in_bank.ts';
import { createAchNetwork } from './network.ts';

const ENTRIES = '/ach/entries';
const ENTRY: AchEntry = {
  trace_number: '110012345678901',
  direction: 'debit',
  routing_number: '110000000',
  account_number: '000123456789',
  bank_account: null,
  amount: 1050,
  currency: 'usd',
  company_name: 'A company whose name is longer than any statement has room for'.repeat(3),
  individual_name: 'Jenny Rosen',
  effective_at: new Date('2026-01-01T00:00:00Z'),
};
const TOLD = {
  trace_number: ENTRY.trace_number,
  status: 'pending',
  return_code: null,
  reason: null,
  disputed_with: null,
};
const REFUSED = { param: 'trace_number', message: 'No.' };

let bank: StandInBank;
let network: AchNetwork;
before(async () => {
  bank = await openStandInBank();
  const client = { client_id: 'relink', client_secret: 'a secret+sign' };
  network = createAchNetwork({ ...client, bank_url: bank.url, fetch: sandboxEgress().fetch });
});
beforeEach(() => bank.on(ENTRIES, null));
after(() => bank.close());

const submitted = (answer: object, status = 200, again = false) => {
  bank.on(ENTRIES, json(answer, status));
  return network.submit(ENTRY, again);
};

test('an entry goes out whole, with the client’s secret and no more of a name than fits', async () => {
  let seen: { body: string; authorization: string | undefined } | null = null;
  bank.on(ENTRIES, (request, response, body) => {
    seen = { body, authorization: request.headers.authorization };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(TOLD));
  });
  assert.deepEqual(await network.submit(ENTRY, false), { status: 'pending' });
  const { body, authorization } = seen!;
  const { company_name, effective_at, account_id, ...rest } = JSON.parse(body);
  assert.deepEqual([company_name.length, effective_at, account_id], [100, '2026-01-01T00:00:00.000Z', null]);
  assert.deepEqual([rest.trace_number, rest.amount, rest.direction], [ENTRY.trace_number, 1050, 'debit']);
  const basic = Buffer.from(String(authorization).slice(6), 'base64').toString();
  assert.equal(basic, 'relink:a+secret%2Bsign');
});

test('each end is read as what it is', async () => {
  assert.deepEqual(await submitted({ ...TOLD, status: 'settled' }), { status: 'settled', disputed_with: null });
  assert.deepEqual(await submitted({ ...TOLD, status: 'returned', return_code: 'R04' }), {
    status: 'returned',
    code: 'R04',
  });
  assert.deepEqual(await submitted({ ...TOLD, status: 'rejected', reason: 'blocked' }), {
    status: 'rejected',
    reason: 'blocked',
  });
  for (const status of [400, 409]) assert.deepEqual(await submitted(REFUSED, status), { status: 'refused' });
  assert.deepEqual(await submitted(REFUSED, 400, true), { status: 'refused' });
});

test('nothing is concluded from trouble or nonsense', async () => {
  const unknown = { name: 'AchUnavailable' };
  for (const [answer, status] of [
    [TOLD, 500],
    [TOLD, 401],
    [TOLD, 429],
    [{ ...TOLD, trace_number: '110000000000000' }, 200],
    [{ ...TOLD, status: 'done' }, 200],
    [{ ...TOLD, status: 'returned' }, 200],
    [{ ...TOLD, status: 'returned', return_code: 'none' }, 200],
    [{}, 200],
    [{ message: 'Bad Request' }, 400],
    [TOLD, 409],
  ] as const) {
    await assert.rejects(submitted(answer, status), unknown, JSON.stringify(answer));
  }
  // It stands for another entry: perhaps for the one that was handed over before.
  await assert.rejects(submitted(REFUSED, 409, true), unknown);
  bank.on(ENTRIES, raw('{"trace_number": ', 'application/json'));
  await assert.rejects(network.submit(ENTRY, false), unknown);
  bank.on(ENTRIES, (request) => void request.socket.destroy());
  await assert.rejects(network.submit(ENTRY, false), unknown);
});

test('an entry that the network does not know is told apart from one whose fate is not known', async () => {
  const path = `${ENTRIES}/${ENTRY.trace_number}`;
  bank.on(path, json({ message: 'There is no such entry.' }, 404));
  assert.equal(await network.outcome(ENTRY.trace_number), null);
  bank.on(path, json({ ...TOLD, status: 'settled', disputed_with: 'R10' }));
  assert.deepEqual(await network.outcome(ENTRY.trace_number), { status: 'settled', disputed_with: 'R10' });
  bank.on(path, json(TOLD, 503));
  await assert.rejects(network.outcome(ENTRY.trace_number), { name: 'AchUnavailable' });
});
