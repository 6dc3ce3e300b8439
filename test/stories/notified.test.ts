// What banks tell unasked: a link is looked at the moment its bank says something of it, and whatever is made up changes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../bank/src/testing/browser.ts';
import { idsOf, link, mark, told, until } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

const SIGNED = { institution: 'FAPI 2.0 (DPoP)', slug: 'fapi-dpop' };
const UNSIGNED = { institution: 'FAPI 2.0 (mTLS)', slug: 'fapi-mtls' };

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

/** The consents of whoever just linked, the newest last. */
async function consentOf(slug: string, user: string): Promise<string> {
  const { consents } = await world.control('GET', `${slug}/people/${encodeURIComponent(user)}`);
  return (consents as { consent_id: string }[]).at(-1)!.consent_id;
}

/** Once the bank knows where to tell its news. */
async function subscribed(slug: string): Promise<void> {
  await until('the bank was asked for its news', async () => {
    const row = await world.platform.database.kysely
      .selectFrom('bank_subscriptions as s')
      .innerJoin('institutions as i', 'i.id', 's.institution')
      .select('s.type')
      .where('i.slug', '=', slug)
      .executeTakeFirst();
    return row !== undefined;
  });
}

function notification(consent: string, id: string): object {
  return {
    notificationId: id,
    type: 'CONSENT_REVOKED',
    sentOn: new Date().toISOString(),
    category: 'CONSENT',
    publisher: { name: 'somebody', type: 'DATA_PROVIDER' },
    notificationPayload: { id: consent, idType: 'CONSENT', customFields: [{ name: 'INITIATOR', value: 'INDIVIDUAL' }] },
  };
}

async function tell(slug: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${world.url}/banks/${slug}/notifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** What somebody does on the bank's own pages with what he shares with us; `path` is below his connection. */
async function atOwnPages(slug: string, user: string, path: string, fields: [string, string][] = []): Promise<void> {
  const browser = openBrowser(world.bank_url);
  const page = await browser.open(`${world.bank_url}/${slug}/`);
  const home = await browser.submit(page, { user, password: 'any' });
  const word = /name="word" value="([^"]+)"/.exec(home.html)![1]!;
  const url = new URL(`${world.bank_url}/${slug}/connections/${await consentOf(slug, user)}${path}`);
  const form = { url, status: 200, headers: new Headers(), html: `<form action="${url.pathname}">` };
  await browser.submit(form, [['word', word], ...fields]);
}

async function inactive(account: string) {
  return await until('the account is inactive', async () => {
    const { status, status_details } = await world.stripe.financialConnections.accounts.retrieve(account);
    return status === 'inactive' && status_details?.inactive;
  });
}

const DENIED = { action: 'relink_required', cause: 'access_denied' };

test('whoever stops sharing at his bank ends the link at once, because the bank says so and signs it', async () => {
  const { institution, slug } = SIGNED;
  const linked = await link(world, { institution });
  await subscribed(slug);
  const since = await mark(world);
  await atOwnPages(slug, linked.customer!, '/stop');
  assert.deepEqual(await inactive(linked.accounts[0]!.id), DENIED);
  const ended = (await told(world, since)).filter(([type]) => type === 'account.deactivated');
  assert.deepEqual(new Set(ended.map(([, id]) => id)), new Set(idsOf(linked.accounts)));
});

test('whoever takes one account out at his bank ends that one at once, and the others stay', async () => {
  const { institution, slug } = UNSIGNED;
  const linked = await link(world, { institution });
  await subscribed(slug);
  const since = await mark(world);
  const { accounts } = await world.control('GET', `${slug}/people/${encodeURIComponent(linked.customer!)}`);
  const [first, ...others] = accounts as { account_id: string; display_name: string }[];
  const taken = linked.accounts.find(({ display_name }) => display_name === first!.display_name)!;
  await atOwnPages(
    slug,
    linked.customer!,
    '',
    others.map(({ account_id }) => ['account', account_id]),
  );
  assert.deepEqual(await inactive(taken.id), DENIED);
  assert.deepEqual(
    (await told(world, since)).filter(([type]) => type === 'account.deactivated'),
    [['account.deactivated', taken.id]],
  );
});

test('a bank that announces a new sign-in for a day is believed as soon as it says so', async () => {
  const { institution, slug } = SIGNED;
  const linked = await link(world, { institution });
  await subscribed(slug);
  const path = `${slug}/consents/${await consentOf(slug, linked.customer!)}/reauthentication`;
  await world.control('PUT', path, { from: new Date(Date.now() + 30 * 86_400_000).toISOString() });
  await until('the day is known', async () => {
    const account = await world.stripe.financialConnections.accounts.retrieve(linked.accounts[0]!.id);
    return account.status_details?.active?.cause === 'institution_requirement';
  });
});

test('a notice that anybody could have sent makes us look, and what the bank says then counts', async () => {
  const linked = await link(world, { institution: UNSIGNED.institution });
  const consent = await consentOf(UNSIGNED.slug, linked.customer!);
  const since = await mark(world);
  const notice = notification(consent, 'made-up');
  assert.equal((await tell(UNSIGNED.slug, notice)).status, 204);
  assert.equal((await tell(UNSIGNED.slug, notice)).status, 204);
  await world.settle();
  assert.deepEqual(await told(world, since), []);
  assert.equal((await world.stripe.financialConnections.accounts.retrieve(linked.accounts[0]!.id)).status, 'active');
  const jobs = await world.platform.database.kysely
    .selectFrom('jobs')
    .select('state')
    .where('kind', '=', 'authorization.check')
    .where('unique_key', '=', `${linked.authorization}:notified`)
    .execute();
  assert.deepEqual(jobs, [{ state: 'done' }], 'the same notice twice is one look');
});

test('whoever goes on about his own consent, or about outages, makes us deaf to nobody else', async () => {
  const { institution, slug } = UNSIGNED;
  const loud = await link(world, { institution });
  const own = await consentOf(slug, loud.customer!);
  const other = await consentOf(slug, (await link(world, { institution })).customer!);
  const answers: number[] = [];
  for (let count = 0; count < 12; count += 1)
    answers.push((await tell(slug, notification(own, `own-${count}`))).status);
  assert.deepEqual(answers, [...Array<number>(10).fill(204), 429, 429]);
  const outage = { ...notification('any', 'x'), notificationPayload: { id: 'any', idType: 'MAINTENANCE' } };
  for (let count = 0; count < 12; count += 1)
    assert.equal((await tell(slug, { ...outage, notificationId: `outage-${count}` })).status, 204);
  assert.equal((await tell(slug, notification(other, 'own-0'))).status, 204);
  const looks = await world.platform.database.kysely
    .selectFrom('jobs')
    .select('state')
    .where('kind', '=', 'authorization.check')
    .where('unique_key', '=', `${loud.authorization}:notified`)
    .execute();
  assert.ok(looks.length <= 2, 'a look now and, where one was under way, one in a minute');
});

test('a notice about a consent that is not ours is answered like any other', async () => {
  assert.equal((await tell(UNSIGNED.slug, notification('no-consent-of-ours', 'about-nothing'))).status, 204);
});

test('a bank that signs is believed by its signature only', async () => {
  const notice = notification('any', 'unsigned');
  assert.equal((await tell(SIGNED.slug, notice)).status, 401);
  const claims = { iss: `${world.bank_url}/${SIGNED.slug}`, aud: `${world.url}/banks/${SIGNED.slug}/notifications` };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const payload = part({ ...claims, jti: 'x', iat: now, exp: now + 60, body_sha256: 'x' });
  for (const alg of ['none', 'HS256', 'ES256']) {
    const token = `${part({ alg, kid: 'made-up' })}.${payload}.${alg === 'none' ? '' : part({})}`;
    assert.equal((await tell(SIGNED.slug, notice, { authorization: `Bearer ${token}` })).status, 401, alg);
  }
});

test('what is no notification, or for nobody, is refused', async () => {
  assert.equal((await tell(UNSIGNED.slug, 'not JSON')).status, 400);
  assert.equal((await tell(UNSIGNED.slug, { type: 'CONSENT_REVOKED' })).status, 400);
  assert.equal((await tell(UNSIGNED.slug, 'x'.repeat(70_000))).status, 400);
  assert.equal((await tell(UNSIGNED.slug, notification('no\0row', 'takes it'))).status, 400);
  assert.equal((await tell('bank-oauth', notification('any', 'not asked for'))).status, 404);
  assert.equal((await tell('no-such-bank', notification('any', 'nobody'))).status, 404);
});
