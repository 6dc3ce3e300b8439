// Tests what the SDK accepts from a merchant's page and how it says no.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clientSecretProblem,
  collectForIntentProblem,
  collectProblem,
  publishableKeyProblem,
  readApiBase,
  readLocale,
  readStripeAccount,
  securityProblem,
} from './check.ts';

const safe = { isSecureContext: true, hostname: 'shop.example', origin: 'https://shop.example' };
const open = { isSecureContext: false, hostname: 'shop.example', origin: 'http://shop.example' };
const NAME = 'collectFinancialConnectionsAccounts';
const loopback = { isSecureContext: false, hostname: '127.0.0.1', origin: 'http://127.0.0.1:3000' };

test('publishable keys of both modes are accepted', () => {
  for (const key of ['pk_test_abc', 'pk_live_ABC123']) assert.equal(publishableKeyProblem(key), null);
});

test('a secret key is refused without being repeated', () => {
  for (const key of ['sk_test_verysecret', 'rk_live_verysecret']) {
    const problem = publishableKeyProblem(key)!;
    assert.match(problem, /secret key/);
    assert.ok(!problem.includes('verysecret'));
  }
});

test('what is no key is refused', () => {
  for (const key of [undefined, null, 5, '', 'pk', 'pk_', 'pk_test abc', {}])
    assert.notEqual(publishableKeyProblem(key), null);
});

test('the API base is an http origin, or the origin of the script', () => {
  assert.deepEqual(readApiBase('https://relink.example/path', null), { origin: 'https://relink.example' });
  assert.deepEqual(readApiBase(undefined, 'http://127.0.0.1:4242'), { origin: 'http://127.0.0.1:4242' });
  for (const wrong of [undefined, '', 'relink.example', 'ftp://x', 'https://user:pass@relink.example', 7]) {
    assert.ok('problem' in readApiBase(wrong, null), String(wrong));
  }
});

test('the locale is a tag or the browser’s', () => {
  assert.deepEqual(readLocale(undefined), { locale: null });
  assert.deepEqual(readLocale('auto'), { locale: null });
  assert.deepEqual(readLocale('de_AT'), { locale: 'de-AT' });
  for (const wrong of [5, 'deutsch!', '']) assert.ok('problem' in readLocale(wrong));
});

test('a live key is refused outside a secure context, a sandbox key only warned about', () => {
  assert.equal(securityProblem('pk_live_1', safe, 'https://relink.example'), null);
  assert.equal(securityProblem('pk_live_1', open, 'https://relink.example')?.level, 'refuse');
  assert.equal(securityProblem('pk_test_1', open, 'https://relink.example')?.level, 'warn');
});

test('a live key is refused for an API without TLS', () => {
  assert.equal(securityProblem('pk_live_1', safe, 'http://relink.example')?.level, 'refuse');
});

test('loopback is excepted', () => {
  for (const api of ['http://127.0.0.1:4242', 'http://localhost:4242', 'http://[::1]:4242']) {
    assert.equal(securityProblem('pk_test_1', loopback, api), null);
  }
  assert.notEqual(
    securityProblem('pk_test_1', { ...open, hostname: '127.0.0.1.evil.example' }, 'http://localhost'),
    null,
  );
});

test('a client secret is asked for in the right form and never repeated', () => {
  assert.equal(collectProblem({ clientSecret: 'fcsess_client_secret_abc' }, safe, NAME), null);
  for (const wrong of [
    undefined,
    null,
    'fcsess_client_secret_abc',
    {},
    { clientSecret: 5 },
    { clientSecret: 'fcsess_1verysecret' },
    { clientSecret: 'seti_1_secret_verysecret' },
  ]) {
    const error = collectProblem(wrong, safe, NAME);
    assert.equal(error?.type, 'invalid_request_error');
    assert.equal(error?.param, 'clientSecret');
    assert.ok(!error?.message?.includes('verysecret'));
  }
});

test('a page without an origin is told why it can’t work', () => {
  assert.match(
    collectProblem({ clientSecret: 'fcsess_client_secret_abc' }, { ...safe, origin: 'null' }, NAME)?.message ?? '',
    /origin/,
  );
});

test('an intent’s client secret is asked for in the right form, each kind its own, and never repeated', () => {
  assert.equal(clientSecretProblem('seti_1Abc_secret_9Xyz', 'seti'), null);
  assert.equal(clientSecretProblem('pi_1Abc_secret_9Xyz', 'pi'), null);
  for (const wrong of [
    undefined,
    7,
    '',
    'seti_1Abc',
    'pi_1Abc_secret_9Xyz',
    'seti_1/../x_secret_9',
    'seti_1_secret_a b',
  ]) {
    const error = clientSecretProblem(wrong, 'seti');
    assert.equal(error?.param, 'clientSecret');
    assert.ok(!error?.message?.includes('9Xyz'));
  }
});

test('who collects an account for an intent says whose it is', () => {
  const clientSecret = 'seti_1Abc_secret_9Xyz';
  const params = (type: unknown, name: unknown) => ({
    clientSecret,
    params: { payment_method_type: type, payment_method_data: { billing_details: { name } } },
  });
  assert.equal(collectForIntentProblem(params('us_bank_account', 'Jenny Rosen'), 'seti'), null);
  const wrong: [unknown, string][] = [
    [undefined, 'clientSecret'],
    [{ clientSecret }, 'params.payment_method_type'],
    [params('card', 'Jenny Rosen'), 'params.payment_method_type'],
    [params('us_bank_account', ' '), 'params.payment_method_data.billing_details.name'],
    [params('us_bank_account', undefined), 'params.payment_method_data.billing_details.name'],
    [{ ...params('us_bank_account', 'Jenny'), expand: 'payment_method' }, 'expand'],
  ];
  for (const [given, param] of wrong) assert.equal(collectForIntentProblem(given, 'seti')?.param, param);
});

test('a connected account is named by its id, or not at all', () => {
  for (const none of [undefined, null]) assert.deepEqual(readStripeAccount(none), { stripeAccount: null });
  assert.deepEqual(readStripeAccount('acct_123'), { stripeAccount: 'acct_123' });
  for (const wrong of ['', 'cus_1', 'acct_', 'acct_1\r\nX: y', 7, {}]) assert.ok('problem' in readStripeAccount(wrong));
});
