// Tokenized account numbers: issued per consent, carried over for siblings, dead when expired, revoked or consentless.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, type Recipient, type Tokens } from '#testing/recipient.ts';

const SLUG = 'tokenized-account-numbers';
const NOON = '2030-06-01T12:00:00.000Z';
const DAY_MS = 86_400_000;
const [EXPIRED, EVENTUALLY, IMMEDIATELY] = [
  'Expired Tokenized Account Number',
  'Eventually Expiring Tokenized Account Number',
  'Immediately Expiring Tokenized Account Number',
] as const;
const after = (ms: number): string => new Date(Date.parse(NOON) + ms).toISOString();

interface Told {
  id: string;
  identifier: string;
  bankId: string;
  usable: boolean;
  status: string;
  expires: string | undefined;
}

const attributeOf = (attributes: { name: string; value: string }[] | undefined, name: string) =>
  attributes?.find((attribute) => attribute.name === name)?.value;

async function number(recipient: Recipient, tokens: Tokens, name: string): Promise<Told> {
  const list = await recipient.get(SLUG, 'accounts', tokens.access_token);
  const account = list.body.accounts.find((row: { productName: string }) => row.productName === name);
  const path = `accounts/${account.accountId}/payment-networks`;
  const [row] = (await recipient.get(SLUG, path, tokens.access_token)).body.paymentNetworks;
  assert.equal(row.identifierType, 'TOKENIZED_ACCOUNT_NUMBER');
  assert.equal(row.transferIn, row.transferOut);
  return {
    id: account.accountId,
    identifier: row.identifier,
    bankId: row.bankId,
    usable: row.transferIn,
    status: attributeOf(row.fiAttributes, 'tokenizedAccountNumberStatus')!,
    expires: attributeOf(account.fiAttributes, 'tokenizedAccountNumberExpiration'),
  };
}

async function opened(t: Parameters<typeof openRecipient>[0]): Promise<Recipient> {
  const recipient = await openRecipient(t);
  await tell(recipient, NOON);
  return recipient;
}

const tell = (recipient: Recipient, at: string) => recipient.control('PUT', `${SLUG}/people/jane/time`, { at });

test('the three accounts’ first numbers: dead already, alive for thirty days, dead right after the link', async (t) => {
  const recipient = await opened(t);
  const tokens = await recipient.link(SLUG);
  const first = await number(recipient, tokens, EXPIRED);
  assert.deepEqual([first.usable, first.status, first.expires], [false, 'EXPIRED', after(-DAY_MS)]);
  const second = await number(recipient, tokens, EVENTUALLY);
  assert.deepEqual([second.usable, second.status, second.expires], [true, 'ACTIVE', after(30 * DAY_MS)]);
  const third = await number(recipient, tokens, IMMEDIATELY);
  assert.deepEqual([third.usable, third.expires], [true, NOON]);
  await tell(recipient, NOON);
  assert.equal((await number(recipient, tokens, IMMEDIATELY)).status, 'EXPIRED');
  await tell(recipient, after(30 * DAY_MS));
  assert.equal((await number(recipient, tokens, EVENTUALLY)).status, 'EXPIRED');
});

test('in real time the immediately expiring number lives two seconds from its first reading', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(NOON) });
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG);
  await recipient.get(SLUG, 'accounts', tokens.access_token);
  t.mock.timers.tick(60_000);
  assert.equal((await number(recipient, tokens, IMMEDIATELY)).usable, true);
  assert.equal((await number(recipient, tokens, IMMEDIATELY)).expires, after(62_000));
  t.mock.timers.tick(1_999);
  assert.equal((await number(recipient, tokens, IMMEDIATELY)).usable, true);
  t.mock.timers.tick(1);
  assert.equal((await number(recipient, tokens, IMMEDIATELY)).status, 'EXPIRED');
});

test('a number stays the same under its consent; a new consent brings a new one with a new routing number', async (t) => {
  const recipient = await opened(t);
  const tokens = await recipient.link(SLUG);
  const first = await number(recipient, tokens, EVENTUALLY);
  assert.equal((await number(recipient, tokens, EVENTUALLY)).identifier, first.identifier);
  const again = await recipient.link(SLUG);
  const second = await number(recipient, again, EVENTUALLY);
  assert.equal(second.id, first.id);
  assert.notEqual(second.identifier, first.identifier);
  assert.match(second.bankId, /^\d{9}$/);
  const renewed = await number(recipient, again, EXPIRED);
  assert.deepEqual([renewed.usable, renewed.expires], [true, after(365 * DAY_MS)]);
});

test('a consent about another account carries the siblings’ numbers over and renews only its own', async (t) => {
  const recipient = await opened(t);
  const tokens = await recipient.link(SLUG);
  const [target, sibling] = [await number(recipient, tokens, EXPIRED), await number(recipient, tokens, EVENTUALLY)];
  const again = await recipient.link(SLUG, { account_hint: target.id });
  assert.notEqual((await number(recipient, again, EXPIRED)).identifier, target.identifier);
  assert.equal((await number(recipient, again, EVENTUALLY)).identifier, sibling.identifier);
});

test('a number dies with its last consent, and lives on with a new one that carries it over', async (t) => {
  const recipient = await opened(t);
  const one = await recipient.link(SLUG);
  const target = await number(recipient, one, EXPIRED);
  const sibling = await number(recipient, one, EVENTUALLY);
  await recipient.control('POST', `${SLUG}/consents/${one.grant_id}/simulate`, { event: 'revoked' });
  const two = await recipient.link(SLUG, { account_hint: target.id });
  const carried = await number(recipient, two, EVENTUALLY);
  assert.deepEqual([carried.identifier, carried.status], [sibling.identifier, 'ACTIVE']);
});

test('a cancelled authorization changes no number', async (t) => {
  const recipient = await opened(t);
  const tokens = await recipient.link(SLUG);
  const before = await number(recipient, tokens, EVENTUALLY);
  await recipient.walk(SLUG, { outcome: 'cancel' });
  assert.deepEqual(await number(recipient, tokens, EVENTUALLY), before);
});

test('an operator expires or revokes a number; the account stays readable', async (t) => {
  const recipient = await opened(t);
  const tokens = await recipient.link(SLUG);
  const { id } = await number(recipient, tokens, EVENTUALLY);
  const simulate = (event: string) =>
    recipient.control('POST', `${SLUG}/people/jane/accounts/${id}/simulate`, { event });
  assert.equal((await simulate('number_expired')).status, 200);
  const expired = await number(recipient, tokens, EVENTUALLY);
  assert.deepEqual([expired.usable, expired.status, expired.expires], [false, 'EXPIRED', NOON]);
  assert.equal((await simulate('number_revoked')).status, 200);
  assert.equal((await number(recipient, tokens, EVENTUALLY)).status, 'REVOKED');
  assert.equal((await recipient.get(SLUG, `accounts/${id}`, tokens.access_token)).status, 200);
});

test('number events do not apply where there is no tokenized number', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth');
  const { body } = await recipient.get('bank-oauth', 'accounts', tokens.access_token);
  const path = `bank-oauth/people/jane/accounts/${body.accounts[0].accountId}/simulate`;
  assert.equal((await recipient.control('POST', path, { event: 'number_expired' })).status, 409);
});

test('a consent without the payment scope issues no number and tells none', async (t) => {
  const recipient = await opened(t);
  const tokens = await recipient.link(SLUG, { scope: 'openid fdx:accountbasic:read' });
  const { body } = await recipient.get(SLUG, 'accounts', tokens.access_token);
  assert.equal(body.accounts.length, 3);
  assert.ok(body.accounts.every((row: object) => !('fiAttributes' in row)));
});
