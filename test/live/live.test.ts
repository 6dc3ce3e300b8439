// Live mode as its operator and his customers meet it: keys, what there is not, the Dashboard, mail, the place in the database. Stories of both modes are told in the files beside.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import Stripe from 'stripe';
import { postFlow } from '../contract/flow_client.ts';
import { hostedSession, type Linked, newBrowser, sessionOf, textOf, throughBank } from '../contract/page_visitor.ts';
import { signIn } from '../dashboard.ts';
import { securityProfiles } from '../stories/anywhere/security_profiles.ts';
import { tell } from '../stories/anywhere/tell.ts';
import {
  type Account,
  complete,
  eventsAfter,
  idsOf,
  link,
  mark,
  relinkSession,
  simulateOnAuthorization,
  told,
  until,
} from '../story.ts';
import { type LiveWorld, merchantCommand, OWNER, openLiveWorld } from './world.ts';

const BANK = { slug: 'bank-oauth', name: 'Bank (OAuth)', id: 'fcinst_Qn1aNn8l07746s' };
const THREE_MONTHS = { slug: 'three-months', name: 'Three Months', id: 'fcinst_Thr3eM0nthsBank' };
const FAPI = { slug: 'fapi-dpop', name: 'FAPI 2.0 (DPoP)', id: 'fcinst_Fap1Dp0pBankRLk' };
const OTHERS = [
  { slug: 'fapi-mtls', name: 'FAPI 2.0 (mTLS)', id: 'fcinst_Fap1Mt1sBankRLk' },
  { slug: 'fdx-green', name: 'FDX Green', id: 'fcinst_Fdx6reenBankRLk' },
  { slug: 'plain-oauth', name: 'Plain OAuth', id: 'fcinst_P1ainOauthB4nkR' },
];
const BANKS = [BANK, THREE_MONTHS, FAPI, ...OTHERS];

let world: LiveWorld;
before(async () => {
  world = await openLiveWorld(BANKS.map(({ slug }) => slug));
});
after(() => world?.close());

/** A link that the last test finds again. */
let kept: Linked | null = null;

const retrieve = (id: string) => world.stripe.financialConnections.accounts.retrieve(id);

const refused = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => assert.fail('the call was answered'),
    (thrown: Stripe.errors.StripeError) => thrown,
  );
  return [error.statusCode, error.code ?? null, error.message];
};

describe('live mode', () => {
  test('takes live keys only, which are printed once, when a merchant is made', async () => {
    assert.match(world.created, /^ {2}Secret key {8}sk_live_\w{48}$/m);
    assert.doesNotMatch(await merchantCommand(world.env, ['list']), /_live_/);
    const [status, code, message] = await refused(
      world.client({ key: 'sk_test_abcdefghijklmnop1234' }).customers.list(),
    );
    assert.deepEqual([status, code], [401, 'livemode_mismatch']);
    assert.match(String(message), /sk_test_\*+1234\. It is a test mode key, and this server runs in live mode\.$/);
  });

  test('has no test helpers, clocks, mailbox or bank of the sandbox', async () => {
    const only = 'This endpoint is only available in test mode. Try using your test keys instead.';
    const { id } = await world.stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer: (await world.stripe.customers.create({})).id },
      permissions: ['balances'],
    });
    const helpers = '/v1/test_helpers/financial_connections';
    const calls: [string, string, object?][] = [
      ['POST', '/v1/test_helpers/test_clocks', { frozen_time: 1_800_000_000 }],
      ['POST', `${helpers}/sessions/${id}/complete`, { institution: FAPI.id }],
      ['POST', `${helpers}/accounts/fca_1/simulate`, { event: 'closed' }],
      ['POST', `${helpers}/authorizations/fcauth_1/simulate`, { event: 'consent_revoked' }],
      ['GET', '/v1/test_helpers/mailbox'],
      ['POST', '/v1/stripecli/sessions', { device_name: 'laptop' }],
    ];
    for (const [method, path, params] of calls) {
      assert.deepEqual(await refused(world.stripe.rawRequest(method, path, params as never)), [400, null, only], path);
    }
    assert.equal((await fetch(`${world.url}/mailbox`)).status, 404);
    const ready = (await (await fetch(`${world.url}/readyz`)).json()) as { checks: object };
    assert.deepEqual(Object.keys(ready.checks), ['database', 'migrations', 'worker']);
  });

  test('shows its flow on the pages that the merchant named, and on no others', async () => {
    const session = await world.stripe.financialConnections.sessions.create({ permissions: ['balances'] } as never);
    const body = JSON.stringify({ client_secret: session.client_secret });
    const from = (origin: string) => postFlow(world, 'view', body, { 'relink-parent-origin': origin });
    assert.equal((await from('https://thief.example')).status, 403);
    assert.equal((await postFlow(world, 'view', body)).status, 200);
  });

  test('moves no money, and says so; magic numbers are numbers', async () => {
    const typed = { account_holder_type: 'individual', routing_number: '110000000', account_number: '000123456789' };
    const method = await world.stripe.paymentMethods.create({
      type: 'us_bank_account',
      us_bank_account: typed,
      billing_details: { name: 'Jenny Rosen' },
    } as never);
    assert.equal(method.us_bank_account?.bank_name, BANK.name);
    const pay = { amount: 100, currency: 'usd', payment_method_types: ['us_bank_account'], payment_method: method.id };
    const mandate_data = { customer_acceptance: { type: 'offline' as const } };
    const confirmed = world.stripe.paymentIntents.create({ ...pay, confirm: true, mandate_data } as never);
    const [status, , message] = await refused(confirmed);
    assert.deepEqual([status, /only available in test mode/.test(String(message))], [400, true]);
    assert.equal((await refused(world.stripe.payouts.create({ amount: 100, currency: 'usd' })))[0], 400);
  });

  test('lets an operator into the Dashboard by a cookie for TLS only, without the sandbox’s calls', async () => {
    const [link = ''] = /https:\/\/localhost:\d+\/dashboard\/start#\S+/.exec(world.created) ?? [];
    const owner = await signIn(world.url, link);
    assert.match(owner.cookie, /^__Host-relink_dashboard=/);
    const me = await owner.call('GET /me');
    assert.deepEqual([me.mode, me.member.email, me.member.role], ['live', OWNER, 'owner']);
    const { data } = await owner.call('GET /accounts', { query: {} });
    assert.deepEqual(data, []);
    for (const path of ['mails', 'test_clocks']) {
      assert.equal((await owner.fetch(`/dashboard/api/sandbox/${path}`)).status, 404, path);
    }
    const page = await owner.fetch('/dashboard');
    assert.match(page.headers.get('strict-transport-security') ?? '', /max-age=\d+/);
  });
});

// In a world whose time has not moved yet.
describe('securityProfiles', () => tell(securityProfiles, () => world.newScene()));

describe('a live customer', () => {
  test('links accounts at a bank that is a file, and every object of his is live', async () => {
    const { received, secret } = await world.receive();
    const since = await mark(world);
    const { session, accounts, authorization, customer } = await link(world, { institution: THREE_MONTHS.name });
    const expected = 'expected_deactivation_date_updated';
    assert.deepEqual(await told(world, since), [
      ['customer.created', customer],
      ...idsOf(accounts).map((id) => ['account.created', id]),
      ...idsOf(accounts).map((id) => [`account.${expected}`, id]),
      [`authorization.${expected}`, authorization],
      ['session.updated', session.id],
    ]);
    const events = await eventsAfter(world, since);
    const objects = [session, ...accounts, ...events, ...events.map(({ data }) => data.object as Account)];
    assert.ok(objects.every((object) => object.livemode === true));
    await until('the webhooks came', async () => received.length >= events.length);
    for (const { body, signature } of received) {
      const event = Stripe.webhooks.constructEvent(body, signature, secret);
      assert.equal(event.livemode, true);
    }
  });

  test('whose consent is withdrawn at the bank is asked by mail, and the same account comes back', async () => {
    const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen', email: 'jenny@mail.example' });
    const linked = await link(world, { customer, institution: THREE_MONTHS.name });
    const [account] = linked.accounts;
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const asked = await hostedSession(world, linked, 'email');
    const mail = await until('the mail came', async () =>
      world.mails.taken.find(({ to }) => to.includes('jenny@mail.example')),
    );
    assert.doesNotMatch(String(mail.email.html), /Test mode/);
    const [url = ''] = /https:\/\/localhost:\d+\/relink\/\S+/.exec(mail.email.text ?? '') ?? [];
    const page = await throughBank(world, newBrowser(), { url, user: customer }, {}, THREE_MONTHS.slug);
    assert.match(page.headers.get('strict-transport-security') ?? '', /max-age=\d+/);
    assert.equal((await sessionOf(world, { session: asked })).status, 'succeeded', textOf(page.html));
    const repaired = await retrieve(account!.id);
    assert.deepEqual([repaired.status, repaired.authorization], ['active', linked.authorization]);
    kept = linked;
  });
});

describe('afterwards, the installation', () => {
  test('is a place of its own in the database, and a sandbox in the same one sees nothing of it', async () => {
    const sandbox = await world.database.open();
    try {
      for (const table of ['merchants', 'customers', 'accounts', 'events', 'jobs', 'institutions'] as const) {
        assert.deepEqual(await sandbox.kysely.selectFrom(table).selectAll().execute(), [], table);
        const { rows } = await sql`select from ${sql.table(`relink_live.${table}`)} limit 1`.execute(sandbox.kysely);
        assert.equal(rows.length, 1, table);
      }
    } finally {
      await sandbox.close();
    }
    const { data } = await world.stripe.financialConnections.institutions.list();
    assert.deepEqual(
      data.map(({ id, livemode }) => [id, livemode]).toSorted(),
      BANKS.map(({ id }) => [id, true]).toSorted(),
    );
  });

  test('does not offer a bank whose file is gone, and keeps what is linked there', async () => {
    const linked = kept!;
    await rm(join(world.banks_folder, `${THREE_MONTHS.slug}.json`));
    await world.restart();
    const { institutions, sessions } = world.stripe.financialConnections;
    assert.ok(!(await institutions.list()).data.some(({ id }) => id === THREE_MONTHS.id));
    const wanted = sessions.create({
      account_holder: { type: 'customer', customer: linked.customer },
      permissions: ['balances'],
      filters: { institution: THREE_MONTHS.id },
    } as never);
    assert.equal((await refused(wanted))[1], 'resource_missing');
    assert.equal((await complete(world, (await relinkSession(world, linked)).id)).status, 'succeeded');
  });
});
