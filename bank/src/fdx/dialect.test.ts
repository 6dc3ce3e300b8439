// The dialects in which banks speak FDX: wrapped rows, offsets, numbers for codes, partial lists, sealed numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactDecrypt, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { openRecipient } from '#testing/recipient.ts';
import { openRelyingParty } from '#testing/relying_party.ts';

const SCOPES = 'fdx:accountbasic:read fdx:accountdetailed:read fdx:paymentsupport:read fdx:transactions:read';

test('at Plain OAuth rows are wrapped, pages are offsets, codes are numbers, and there are no consents', async (t) => {
  const recipient = await openRecipient(t);
  const { access_token, grant_id } = await recipient.link('plain-oauth', { scope: SCOPES });
  const read = (path: string) => recipient.get('plain-oauth', path, access_token);
  const first = (await read('accounts?limit=1')).body;
  assert.equal(first.page.nextOffset, '1');
  const { accountId } = first.accounts[0].depositAccount;
  const rest = (await read(`accounts${first.links.next.href}`)).body;
  assert.equal(rest.accounts.length, 1);
  assert.equal((await read(`accounts/${accountId}`)).body.depositAccount.accountId, accountId);
  const span = 'startTime=2026-01-01T00:00:00Z&endTime=2026-03-01T00:00:00Z';
  const transactions = (await read(`accounts/${accountId}/transactions?limit=2&${span}`)).body;
  assert.ok(transactions.transactions[0].depositTransaction.transactionId);
  const more = (await read(`accounts/${accountId}/transactions${transactions.links.next.href}`)).body;
  assert.notDeepEqual(more.transactions[0], transactions.transactions[0]);
  const unknown = await read('accounts/none');
  assert.deepEqual([unknown.status, unknown.body.code], [404, 701]);
  assert.equal((await recipient.consent('plain-oauth', grant_id)).status, 404);

  const happening = `plain-oauth/people/jane/accounts/${accountId}/simulate`;
  await recipient.control('POST', happening, { event: 'incomplete' });
  const partial = await read('accounts');
  assert.deepEqual([partial.status, partial.body.accounts.length], [206, 1]);
  const bare = await read(`accounts/${accountId}`);
  assert.deepEqual([bare.status, bare.body.depositAccount.currentBalance], [206, undefined]);
});

test('at FDX Green numbers are signed by the bank and encrypted to the client’s key, and no key is an error', async (t) => {
  const { bank, recipient, keys } = await openRelyingParty(t);
  const { access_token } = await recipient.link('fdx-green');
  const read = (path: string) => recipient.get('fdx-green', path, access_token);
  const [{ accountId }] = (await read('accounts')).body.accounts;
  const path = `accounts/${accountId}/payment-networks`;
  const keyless = await read(path);
  assert.deepEqual([keyless.status, keyless.body.code], [500, '1000']);

  const { privateKey, publicKey } = await generateKeyPair('ECDH-ES+A256KW');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'sealing', use: 'enc' };
  keys.push({ ...keys[0]!, kid: 'sealing', jwk });
  const sealed = await read(path);
  assert.match(sealed.headers.get('content-type')!, /^text\/plain/);
  const { plaintext, protectedHeader } = await compactDecrypt(sealed.body, privateKey);
  assert.deepEqual([protectedHeader.kid, protectedHeader.cty], ['sealing', 'JWT']);
  const issuer = `${bank.url}/fdx-green`;
  const { jwksUrl } = (await read('capability')).body;
  const bankKeys = createRemoteJWKSet(new URL(jwksUrl));
  const { payload } = await jwtVerify(new TextDecoder().decode(plaintext), bankKeys, { issuer, audience: 'relink' });
  const [network] = payload.paymentNetworks as { identifierType: string }[];
  assert.equal(network!.identifierType, 'TOKENIZED_ACCOUNT_NUMBER');

  const other = await read(`${path}?identifierTypes=ACCOUNT_NUMBER`);
  assert.deepEqual([other.status, other.body.code], [404, '1107']);
  assert.equal((await read(`${path}?identifierTypes=BANANA`)).status, 400);
});
