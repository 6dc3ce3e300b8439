// A customer of a form bank sees to his own access, on its pages: password, codes, what he is asked to do, being locked out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, type Page } from '#testing/browser.ts';
import { openRecipient } from '#testing/recipient.ts';

const SLUG = 'bank-non-oauth';
const PERSON = `${SLUG}/people/jane`;

const wordOf = ({ html }: Page): string => /name="word" value="([^"]+)"/.exec(html)![1]!;

/** Jane before the bank's pages, and what the desk sees of her. */
async function openJane(t: Parameters<typeof openRecipient>[0]) {
  const recipient = await openRecipient(t);
  const browser = openBrowser(recipient.url);
  const at = (path: string) => `${recipient.url}/${SLUG}/${path}`;
  const post = (path: string, fields: Record<string, string>) => {
    const html = `<form action="/${SLUG}/${path}">`;
    return browser.submit({ url: new URL(at(path)), status: 200, headers: new Headers(), html }, fields);
  };
  return {
    recipient,
    open: (path: string) => browser.open(at(path)),
    post,
    signIn: (password: string) => post('sign-in', { user: 'jane', password }),
    happens: (event: string) => recipient.control('POST', `${PERSON}/access/simulate`, { event }),
    access: async () => (await recipient.control('GET', PERSON)).body.access as Record<string, unknown>,
  };
}

test('he sets a password of his own, which alone lets him in then, and changes it with it', async (t) => {
  const { open, post, signIn, access } = await openJane(t);
  await signIn('whatever');
  const page = await open('security');
  const word = wordOf(page);
  assert.match(page.html, /Any password opens your accounts/);
  for (const [password, problem] of [
    ['', /Enter a new password/],
    ['incorrect', /a meaning of its own/],
    ['mfa', /a meaning of its own/],
    ['x'.repeat(1_025), /at most 1,024/],
  ] as const) {
    const refused = await post('security/password', { word, password });
    assert.equal(refused.status, 422);
    assert.match(refused.html, problem);
  }
  assert.match((await post('security/password', { word, password: 'my own words' })).html, /password is changed/);
  assert.match((await post('security/password', { word, password: 'b', current: 'a' })).html, /not your current/);
  assert.equal((await access()).wrong_passwords, 1);
  await post('security/password', { word, password: 'other words', current: 'my own words' });
  assert.deepEqual([(await access()).wrong_passwords, (await signIn('my own words')).status], [0, 422]);
  assert.equal((await signIn('other words')).url.pathname, `/${SLUG}/`);
});

test('three wrong passwords lock him out everywhere; a code unlocks, and nobody gets in by that door otherwise', async (t) => {
  const { open, post, signIn, access } = await openJane(t);
  await signIn('whatever');
  const word = wordOf(await open('security'));
  await post('security/password', { word, password: 'my own words' });
  const door = { user: 'jane', code: '123456' };
  assert.equal((await post('unlock', door)).url.pathname, `/${SLUG}/sign-in`);
  for (let tries = 0; tries < 2; tries += 1) assert.match((await signIn('guess')).html, /don’t match/);
  assert.match((await signIn('guess')).html, /Your access is locked/);
  assert.match((await signIn('my own words')).html, /Your access is locked/);
  assert.equal((await open('security')).url.pathname, `/${SLUG}/sign-in`);
  assert.match((await post('unlock', { ...door, code: ' ' })).html, /Enter the code/);
  assert.match((await post('unlock', door)).html, /access is unlocked/);
  assert.deepEqual([(await access()).locked, (await access()).own_password], [false, true]);
});

test('he accepts terms, confirms his profile, and chooses when apps need a code', async (t) => {
  const { open, post, signIn, happens, access } = await openJane(t);
  for (const event of ['terms_changed', 'profile_questioned']) await happens(event);
  assert.match((await signIn('whatever')).html, /something to do here/);
  const word = wordOf(await open('security'));
  await post('security/terms', { word: 'guessed' });
  assert.deepEqual((await access()).asks_for, ['terms', 'profile']);
  assert.match((await post('security/terms', { word })).html, /accepted the new terms/);
  assert.match((await post('security/profile', { word })).html, /contact details are confirmed/);
  assert.match((await post('security/codes', { word, codes: 'always' })).html, /Saved/);
  await post('security/codes', { word, codes: 'rain' });
  assert.deepEqual([(await access()).asks_for, (await access()).codes], [[], 'always']);
});

test('a bank with OAuth has no such page', async (t) => {
  const { recipient } = await openJane(t);
  const browser = openBrowser(recipient.url);
  const page = await browser.open(`${recipient.url}/bank-oauth/`);
  const home = await browser.submit(page, { user: 'jane', password: 'any' });
  assert.doesNotMatch(home.html, /security/);
  assert.equal((await browser.open(`${recipient.url}/bank-oauth/security`)).status, 404);
});
