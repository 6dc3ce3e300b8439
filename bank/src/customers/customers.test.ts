// The bank's own pages under attack: other people's connections, forms from elsewhere, sessions that are over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Browser, openBrowser, type Page } from '#testing/browser.ts';
import { openRecipient, type Recipient } from '#testing/recipient.ts';

const SLUG = 'bank-oauth';

async function signIn(recipient: Recipient, user: string, browser = openBrowser(recipient.url)) {
  const page = await browser.open(`${recipient.url}/${SLUG}/`);
  return { browser, home: await browser.submit(page, { user, password: 'any' }) };
}

const wordOf = ({ html }: Page): string => /name="word" value="([^"]+)"/.exec(html)![1]!;

/** Posts as the browser that the bank knows, with whatever fields. */
function post(recipient: Recipient, browser: Browser, path: string, fields: Record<string, string>): Promise<Page> {
  const url = new URL(`${recipient.url}/${SLUG}/${path}`);
  const html = `<form action="${url.pathname}">`;
  return browser.submit({ url, status: 200, headers: new Headers(), html }, fields);
}

test('nobody but its person sees or ends a connection', async (t) => {
  const recipient = await openRecipient(t);
  const { grant_id } = await recipient.link(SLUG);
  const { browser, home } = await signIn(recipient, 'mallory');
  assert.match(home.html, /No app has access/);
  for (const path of [`connections/${grant_id}`, `connections/${grant_id}/stop`]) {
    assert.equal((await browser.open(`${recipient.url}/${SLUG}/${path}`)).url.pathname, `/${SLUG}/`);
    assert.equal((await post(recipient, browser, path, { word: wordOf(home) })).url.pathname, `/${SLUG}/`);
  }
  assert.equal((await recipient.consent(SLUG, grant_id)).body.status, 'ACTIVE');
});

test('a form without the word of the session, or from another site, does nothing', async (t) => {
  const recipient = await openRecipient(t);
  const { grant_id } = await recipient.link(SLUG);
  const { browser, home } = await signIn(recipient, 'jane');
  const path = `connections/${grant_id}/stop`;
  await post(recipient, browser, path, {});
  await post(recipient, browser, path, { word: 'guessed' });
  const elsewhere = openBrowser(recipient.url, { 'sec-fetch-site': 'cross-site' });
  assert.equal((await post(recipient, elsewhere, 'sign-in', { user: 'mallory' })).status, 403);
  assert.equal((await recipient.consent(SLUG, grant_id)).body.status, 'ACTIVE');
  const done = await post(recipient, browser, path, { word: wordOf(home) });
  assert.match(done.html, /Access has ended/);
  const { status, initiator } = (await recipient.consent(SLUG, grant_id)).body;
  assert.deepEqual([status, initiator], ['REVOKED', 'INDIVIDUAL']);
});

test('an account that is taken out leaves the consent; the others stay', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG, { accounts: ['Everyday Checking', 'Platinum Card'] });
  const { browser, home } = await signIn(recipient, 'jane');
  const { accounts } = (await recipient.get(SLUG, 'accounts', tokens.access_token)).body;
  const [kept, dropped] = accounts.map((row: { accountId: string }) => row.accountId);
  await post(recipient, browser, `connections/${tokens.grant_id}`, { word: wordOf(home), account: kept });
  const { resources } = (await recipient.consent(SLUG, tokens.grant_id)).body;
  assert.deepEqual(
    resources.map((row: { resourceId: string }) => row.resourceId),
    [kept],
  );
  assert.equal((await recipient.get(SLUG, `accounts/${dropped}`, tokens.access_token)).body.code, '701');
});

test('a session is one bank’s only, and over once it was signed out of', async (t) => {
  const recipient = await openRecipient(t);
  const { browser, home } = await signIn(recipient, 'jane');
  assert.match((await browser.open(`${recipient.url}/test-oauth/`)).html, /Sign in to Test/);
  const line = await fetch(`${recipient.url}/${SLUG}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ user: 'jane', password: 'any' }),
    redirect: 'manual',
  });
  assert.match(line.headers.get('set-cookie')!, /; Path=\/bank-oauth\/; HttpOnly; SameSite=Lax$/);
  const cookie = line.headers.get('set-cookie')!.split(';', 1)[0]!;
  const overview = () =>
    fetch(`${recipient.url}/${SLUG}/`, { headers: { cookie }, redirect: 'manual' }).then(({ status }) => status);
  assert.equal(await overview(), 200);
  const own = await fetch(`${recipient.url}/${SLUG}/`, { headers: { cookie } });
  const word = /name="word" value="([^"]+)"/.exec(await own.text())![1]!;
  const body = new URLSearchParams({ word });
  await fetch(`${recipient.url}/${SLUG}/sign-out`, { method: 'POST', headers: { cookie }, body, redirect: 'manual' });
  assert.equal(await overview(), 303);
  assert.match((await browser.open(home.url.href)).html, /Connected apps/);
});
