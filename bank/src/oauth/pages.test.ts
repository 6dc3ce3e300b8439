// The pages a customer walks through, as his browser sees them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from '#testing/browser.ts';
import { openRecipient } from '#testing/recipient.ts';

const choicesOf = (html: string): string[] =>
  [...html.matchAll(/name="account" value="([^"]+)"/g)].map((match) => match[1]!);
const tickedOf = (html: string): string[] =>
  [...html.matchAll(/name="account" value="([^"]+)" checked/g)].map((match) => match[1]!);
const errorOf = (url: URL): [string | null, string | null] => [
  url.searchParams.get('error'),
  url.searchParams.get('error_description'),
];

test('the sign-in page is pre-filled with the hint, and another person may sign in', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const { url, verifier } = recipient.authorizationUrl('test-oauth', { user: 'jane' });
  const page = await browser.open(url);
  assert.match(page.html, /name="user" value="jane"/);
  const consent = await browser.submit(page, { user: 'john', password: 'any' });
  assert.match(consent.html, /Signed in as john/);
  const back = await browser.submit(consent, { decision: 'go' });
  const tokens = await recipient.exchange('test-oauth', back.url.searchParams.get('code')!, verifier);
  const john = await recipient.control('GET', 'test-oauth/people/john');
  const { body } = await recipient.get('test-oauth', 'customers/current', tokens.body.access_token);
  assert.equal(body.customerId, john.body.subject);
});

test('the customer reads when the access ends, also at a bank that does not tell it to clients', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const { url } = recipient.authorizationUrl('twelve-months', { user: 'jane' });
  const choice = await browser.submit(await browser.open(url), { user: 'jane', password: 'any' });
  const consent = await browser.submit(choice, [['account', choicesOf(choice.html)[0]!]]);
  assert.match(consent.html, /Access ends on/);
});

test('two people may use one browser one after the other', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  for (const user of ['jane', 'john']) {
    const page = await browser.open(recipient.authorizationUrl('test-oauth', { user }).url);
    const consent = await browser.submit(page, { user, password: 'any' });
    assert.match(consent.html, new RegExp(`Signed in as ${user}`));
    const back = await browser.submit(consent, { decision: 'go' });
    assert.ok(back.url.searchParams.get('code'));
  }
});

test('two tabs of one browser finish independently', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const [one, two] = [
    await browser.open(recipient.authorizationUrl('test-oauth', { user: 'jane' }).url),
    await browser.open(recipient.authorizationUrl('test-oauth', { user: 'john' }).url),
  ];
  const second = await browser.submit(two, { user: 'john', password: 'any' });
  const first = await browser.submit(one, { user: 'jane', password: 'any' });
  assert.ok((await browser.submit(second, { decision: 'go' })).url.searchParams.get('code'));
  assert.ok((await browser.submit(first, { decision: 'go' })).url.searchParams.get('code'));
});

test('a consent that a newer one replaces before its customer is back is refused, and he is not asked once more', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const choice = await browser.submit(
    await browser.open(recipient.authorizationUrl('one-grant', { user: 'jane' }).url),
    { user: 'jane', password: 'any' },
  );
  const consent = await browser.submit(choice, [['account', choicesOf(choice.html)[0]!]]);
  const way = await browser.press(consent, { decision: 'go' });
  const newer = await recipient.link('one-grant', { user: 'jane' });
  const back = await browser.open(way.url.href);
  assert.equal(back.url.origin + back.url.pathname, recipient.redirectUri('one-grant'));
  assert.deepEqual(errorOf(back.url), ['access_denied', 'the consent has ended already']);
  const { consents } = (await recipient.control('GET', 'one-grant/people/jane')).body;
  const live = consents.filter((one: { status: string }) => one.status === 'ACTIVE');
  assert.deepEqual(
    live.map((one: { consent_id: string }) => one.consent_id),
    [newer.grant_id],
  );
});

test('every page can be cancelled, and a cancel changes nothing', async (t) => {
  const recipient = await openRecipient(t);
  const before = await recipient.control('GET', 'bank-oauth/people/jane');
  for (const depth of [0, 1, 2]) {
    const browser = openBrowser(recipient.url);
    let page = await browser.open(recipient.authorizationUrl('bank-oauth').url);
    if (depth > 0) page = await browser.submit(page, { user: 'jane', password: 'any' });
    if (depth > 1) page = await browser.submit(page, [['account', choicesOf(page.html)[0]!]]);
    const back = await browser.submit(page, { decision: 'cancel' });
    assert.equal(back.url.origin + back.url.pathname, recipient.redirectUri('bank-oauth'));
    assert.equal(back.url.searchParams.get('error'), 'access_denied');
    assert.equal(back.url.searchParams.get('iss'), `${recipient.url}/bank-oauth`);
  }
  assert.deepEqual((await recipient.control('GET', 'bank-oauth/people/jane')).body, before.body);
});

test('a wrong password may be tried three times; then the sign-in has failed', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  let page = await browser.open(recipient.authorizationUrl('bank-oauth').url);
  page = await browser.submit(page, { user: 'jane', password: 'incorrect' });
  assert.match(page.html, /You can try 2 more times/);
  page = await browser.submit(page, { user: 'jane', password: 'incorrect' });
  assert.match(page.html, /You can try once more/);
  page = await browser.submit(page, { user: 'jane', password: 'incorrect' });
  assert.deepEqual(errorOf(page.url), ['access_denied', 'sign-in failed']);
});

test('an empty or endless user name gets a sentence', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const page = await browser.open(recipient.authorizationUrl('bank-oauth').url);
  const empty = await browser.submit(page, { user: '  ', password: 'any' });
  assert.equal(empty.status, 422);
  assert.match(empty.html, /Enter a user name/);
  const endless = await browser.submit(empty, { user: 'x'.repeat(256), password: 'any' });
  assert.match(endless.html, /at most 255 characters/);
});

test('at least one account has to be chosen, and only the person’s own ones count', async (t) => {
  const recipient = await openRecipient(t);
  const stranger = await recipient.control('GET', 'bank-oauth/people/stranger');
  const browser = openBrowser(recipient.url);
  const signIn = await browser.open(recipient.authorizationUrl('bank-oauth').url);
  const choice = await browser.submit(signIn, { user: 'jane', password: 'any' });
  assert.deepEqual(tickedOf(choice.html), []);
  const again = await browser.submit(choice, [['account', stranger.body.accounts[0].account_id]]);
  assert.equal(again.status, 422);
  assert.match(again.html, /Choose at least one account/);
});

test('accounts shared before and the one asked for are ticked, and marked', async (t) => {
  const recipient = await openRecipient(t);
  await recipient.link('bank-oauth', { accounts: ['Rainy Day Savings'] });
  const jane = await recipient.control('GET', 'bank-oauth/people/jane');
  const idOf = (name: string): string =>
    jane.body.accounts.find((row: { display_name: string }) => row.display_name === name).account_id;
  const browser = openBrowser(recipient.url);
  const asked = idOf('Joint Checking');
  const page = await browser.open(recipient.authorizationUrl('bank-oauth', { account_hint: asked }).url);
  const choice = await browser.submit(page, { user: 'jane', password: 'any' });
  assert.deepEqual(new Set(tickedOf(choice.html)), new Set([asked, idOf('Rainy Day Savings')]));
  assert.match(choice.html, /Shared before/);
  assert.match(choice.html, /Example Shop asks for this one/);
});

test('the accounts of the latest consent are ticked, also when it has ended; older ones are only marked', async (t) => {
  const recipient = await openRecipient(t);
  await recipient.link('bank-oauth', { accounts: ['Platinum Card', 'Joint Checking'] });
  const { grant_id } = await recipient.link('bank-oauth', { accounts: ['Everyday Checking', 'Joint Checking'] });
  const ended = await recipient.control('POST', `bank-oauth/consents/${grant_id}/simulate`, { event: 'revoked' });
  assert.equal(ended.status, 200);
  const browser = openBrowser(recipient.url);
  const page = await browser.open(recipient.authorizationUrl('bank-oauth').url);
  const choice = await browser.submit(page, { user: 'jane', password: 'any' });
  const names = new Map<string, string>(
    (await recipient.control('GET', 'bank-oauth/people/jane')).body.accounts.map(
      (row: { account_id: string; display_name: string }) => [row.account_id, row.display_name],
    ),
  );
  assert.deepEqual(
    tickedOf(choice.html).map((id) => names.get(id)),
    ['Everyday Checking', 'Joint Checking'],
  );
  assert.equal(choice.html.match(/Shared before/g)?.length, 3);
});

test('the consent page cannot be reached without signing in', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const page = await browser.open(recipient.authorizationUrl('bank-oauth').url);
  const consent = await browser.open(`${page.url.href}/consent`);
  assert.equal(consent.url.href, page.url.href);
});

test('pages speak the language that is asked for, and the customer can switch it', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url, { 'accept-language': 'de-AT,de;q=0.9' });
  const page = await browser.open(recipient.authorizationUrl('bank-oauth').url);
  assert.match(page.html, /lang="de"/);
  assert.match(page.html, /Bei Bank \(OAuth\) anmelden/);
  const english = await browser.open(`${page.url.href}?locale=en`);
  assert.match(english.html, /Sign in to Bank \(OAuth\)/);
  const next = await browser.submit(english, { user: 'jane', password: 'any' });
  assert.match(next.html, /Choose accounts to share/);
  const wish = await browser.open(`${recipient.authorizationUrl('bank-oauth').url}&ui_locales=en`);
  assert.match(wish.html, /lang="en"/);
});

test('pages load nothing foreign, are framed by nobody, and name where their form may lead', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const page = await browser.open(recipient.authorizationUrl('bank-oauth').url);
  const policy = page.headers.get('content-security-policy')!;
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /form-action 'self' http:\/\/127\.0\.0\.1:9;/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.equal(page.headers.get('cache-control'), 'no-store');
  assert.equal(page.headers.get('cross-origin-opener-policy'), null);
  assert.doesNotMatch(page.html, /<script|style="|https?:\/\//);
  const style = await fetch(new URL(/rel="stylesheet" href="([^"]+)"/.exec(page.html)![1]!, recipient.url));
  assert.equal(style.status, 200);
});

test('a name that looks like HTML stays text', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const page = await browser.open(recipient.authorizationUrl('test-oauth', { user: '"><b>jane' }).url);
  const consent = await browser.submit(page, { user: '<b>jane</b>', password: 'any' });
  assert.doesNotMatch(page.html + consent.html, /<b>/);
});

test('a visit that is over, or another browser’s, shows where to go', async (t) => {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const page = await browser.open(recipient.authorizationUrl('bank-oauth').url);
  const foreign = await openBrowser(recipient.url).open(page.url.href);
  assert.equal(foreign.status, 410);
  assert.match(foreign.html, /This sign-in has ended/);
  await browser.submit(page, { decision: 'cancel' });
  const used = await browser.open(page.url.href);
  assert.equal(used.status, 410);
});
