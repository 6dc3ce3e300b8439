// What banks tell unasked: a link is looked at the moment its bank says something of it, and whatever is made up changes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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

for (const { institution, slug } of [SIGNED, UNSIGNED]) {
  test(`${institution}: a consent that ends at the bank ends the link at once, because the bank says so`, async () => {
    const linked = await link(world, { institution });
    await subscribed(slug);
    const since = await mark(world);
    const consent = await consentOf(slug, linked.customer!);
    await world.control('POST', `${slug}/consents/${consent}/simulate`, { event: 'revoked' });
    const [account] = linked.accounts;
    const { status_details } = await until('the link is inactive', async () => {
      const now = await world.stripe.financialConnections.accounts.retrieve(account!.id);
      return now.status === 'inactive' && now;
    });
    assert.deepEqual(status_details?.inactive, { action: 'relink_required', cause: 'access_denied' });
    const ended = (await told(world, since)).filter(([type]) => type === 'account.deactivated');
    assert.deepEqual(new Set(ended.map(([, id]) => id)), new Set(idsOf(linked.accounts)));
  });
}

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
  assert.equal((await tell('bank-oauth', notification('any', 'not asked for'))).status, 404);
  assert.equal((await tell('no-such-bank', notification('any', 'nobody'))).status, 404);
});
