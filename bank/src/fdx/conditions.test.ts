// Accounts in every condition an operator lays on them: what recipients are told, and what the ACH desk does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient } from '#testing/recipient.ts';

const SLUG = 'test-oauth';
const NAME = 'Success';

/** Each condition: the state told, its row's error, the numbers' answer, the details' answer, the return of a debit. */
const CONDITIONS: Record<string, [string, string | null, string, string, string]> = {
  restricted: ['RESTRICTED', null, 'no money moves', '200', 'R16'],
  locked: ['RESTRICTED', '706', '403 706', '403 706', 'R16'],
  closing: ['PENDINGCLOSE', null, 'money moves', '200', 'settled'],
  opening: ['PENDINGOPEN', null, '404 1107', '200', 'R20'],
  unsupported: ['OPEN', null, '422 704', '200', 'R20'],
  number_pending: ['OPEN', null, '409 409', '200', 'settled'],
  incomplete: ['OPEN', '501', 'money moves', '500 501', 'settled'],
};
const LIFTED: Record<string, string> = {
  restricted: 'unrestricted',
  locked: 'unlocked',
  closing: 'closing_cancelled',
  opening: 'opened',
  unsupported: 'supported',
  number_pending: 'number_ready',
  incomplete: 'complete',
};

test('every condition is told as FDX has it, and lifted without a trace', async (t) => {
  const recipient = await openRecipient(t);
  const { access_token } = await recipient.link(SLUG);
  const read = (path: string) => recipient.get(SLUG, path, access_token);
  const rowOf = async () =>
    (await read('accounts')).body.accounts.find((row: { productName: string }) => row.productName === NAME);
  const { accountId } = await rowOf();
  const happen = (event: string) =>
    recipient.control('POST', `${SLUG}/people/jane/accounts/${accountId}/simulate`, { event });
  let trace = 130_000_000_000_000;
  const debit = async () => {
    trace += 1;
    const { body } = await recipient.post('ach/entries', {
      trace_number: String(trace),
      direction: 'debit',
      routing_number: '110000000',
      account_number: '000123456789',
      account_id: accountId,
      amount: 100,
      currency: 'usd',
      company_name: 'Example Shop',
      effective_at: new Date().toISOString(),
    });
    return body.return_code ?? body.status;
  };
  const told = async () => {
    const row = await rowOf();
    const networks = await read(`accounts/${accountId}/payment-networks`);
    const details = await read(`accounts/${accountId}`);
    const transfers = networks.body.paymentNetworks?.[0].transferOut ? 'money moves' : 'no money moves';
    return [
      row.status,
      row.error?.code ?? null,
      networks.status === 200 ? transfers : `${networks.status} ${networks.body.code}`,
      details.status === 200 ? '200' : `${details.status} ${details.body.code}`,
      await debit(),
    ];
  };
  for (const [condition, expected] of Object.entries(CONDITIONS)) {
    assert.equal((await happen(condition)).status, 200, condition);
    assert.deepEqual(await told(), expected, condition);
    assert.equal((await happen(condition)).status, 409, condition);
    await happen(LIFTED[condition]!);
    assert.deepEqual(await told(), ['OPEN', null, 'money moves', '200', 'settled'], LIFTED[condition]);
  }
});
