// How long a tokenized number lives, by the bank's policy, and what the ACH desk makes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, type Recipient, type Tokens } from '#testing/recipient.ts';

const CHECKING = 'Everyday Checking';
let traces = 0;

interface Digits {
  routing_number: string;
  account_number: string;
}

async function numberOf(recipient: Recipient, slug: string, tokens: Tokens): Promise<Digits> {
  const { body } = await recipient.get(slug, 'accounts', tokens.access_token);
  const { accountId } = body.accounts.find((row: { productName: string }) => row.productName === CHECKING);
  const networks = await recipient.get(slug, `accounts/${accountId}/payment-networks`, tokens.access_token);
  const [{ bankId, identifier }] = networks.body.paymentNetworks;
  return { routing_number: bankId, account_number: identifier };
}

/** How a debit of the number ends, at the customer's own moment. */
async function debit(recipient: Recipient, to: Digits): Promise<string> {
  traces += 1;
  const { body } = await recipient.post('ach/entries', {
    ...to,
    trace_number: `12000000${String(traces).padStart(7, '0')}`,
    direction: 'debit',
    amount: 100,
    currency: 'usd',
    company_name: 'Example Shop',
    effective_at: new Date().toISOString(),
  });
  return body.return_code ?? body.status;
}

const happen = (recipient: Recipient, slug: string, { grant_id }: Tokens, event: string) =>
  recipient.control('POST', `${slug}/consents/${grant_id}/simulate`, { event });

test('a number per client stays through newer consents and old age, and ends by the customer’s word', async (t) => {
  const recipient = await openRecipient(t);
  const first = await recipient.link('one-grant', { accounts: [CHECKING] });
  const number = await numberOf(recipient, 'one-grant', first);
  const second = await recipient.link('one-grant', { accounts: [CHECKING, 'Rainy Day Savings'] });
  assert.equal((await recipient.consent('one-grant', first.grant_id)).body.status, 'REVOKED');
  assert.equal(await debit(recipient, number), 'settled');
  assert.deepEqual(await numberOf(recipient, 'one-grant', second), number);
  await happen(recipient, 'one-grant', second, 'expired');
  assert.equal(await debit(recipient, number), 'settled');

  const third = await recipient.link('one-grant', { accounts: [CHECKING] });
  assert.deepEqual(await numberOf(recipient, 'one-grant', third), number);
  await happen(recipient, 'one-grant', third, 'revoked');
  assert.equal(await debit(recipient, number), 'R04');
  const fourth = await recipient.link('one-grant', { accounts: [CHECKING] });
  assert.notDeepEqual(await numberOf(recipient, 'one-grant', fourth), number);
});

test('a number that survives revocation is debited after it, and a new consent brings it back', async (t) => {
  const recipient = await openRecipient(t);
  const first = await recipient.link('surviving-numbers');
  const number = await numberOf(recipient, 'surviving-numbers', first);
  await happen(recipient, 'surviving-numbers', first, 'revoked');
  assert.equal(await debit(recipient, number), 'settled');
  const second = await recipient.link('surviving-numbers');
  assert.deepEqual(await numberOf(recipient, 'surviving-numbers', second), number);
});
