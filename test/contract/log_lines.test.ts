// What the log says of a link, a relink and a webhook: who and what by id, in one line per request, and never a secret.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { link, relinkSession, simulateOnAuthorization, until } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { decide, type FlowClient, launch, openFlow, openPage, settledView, startVisit } from './flow_client.ts';

type Line = Record<string, unknown>;

const written: string[] = [];
let world: World;
let flow: FlowClient;
let session: string;
/** Everything of the story that is secret, by name. */
const secrets: Record<string, string> = {};

before(async () => {
  // What banks answer holds the tokens that the platform works with.
  world = await openTestWorld({
    env: { LOG_LEVEL: 'debug' },
    log_to: { write: (line: string) => void written.push(line) },
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (!new URL(String(input)).pathname.endsWith('/token')) return response;
      const text = await response.text();
      const tokens = JSON.parse(text) as Record<string, unknown>;
      for (const name of ['access_token', 'refresh_token', 'id_token']) {
        if (typeof tokens[name] === 'string') secrets[`${name} ${Object.keys(secrets).length}`] = tokens[name];
      }
      const { status, headers } = response;
      return new Response(text, { status, headers });
    },
  });
  await tellTheStory();
});
after(() => world.close());

async function tellTheStory(): Promise<void> {
  const { received, secret } = await world.receive();
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const relink = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  session = relink.id;
  flow = openFlow(world, relink);
  const left = await launch(await startVisit(flow));
  await flow.view('leave-bank');
  const url = await startVisit(flow);
  const launched = await launch(url);
  const user = String(linked.customer);
  const callback = await decide(world, 'bank-oauth', launched.location, { user });
  await openPage(callback, { headers: { cookie: left.cookie } });
  await openPage(callback, { headers: { cookie: launched.cookie } });
  await openPage(callback, { headers: { cookie: launched.cookie } });
  const { session: ended } = await settledView(world, flow);
  assert.equal(ended.status, 'succeeded');
  await until('the webhooks were received', async () =>
    received.some(({ event }) => event.type.endsWith('.reactivated')),
  );
  const query = new URL(callback).searchParams;
  Object.assign(secrets, {
    'secret key': world.keys.secret,
    'publishable key': world.keys.publishable,
    'signing secret': secret,
    'client secret': relink.client_secret,
    'other client secret': linked.session.client_secret,
    'launch token': url.slice(url.lastIndexOf('/') + 1),
    code: query.get('code'),
    state: query.get('state'),
    cookie: launched.cookie.split('=')[1],
    'cookie of the visit that was left': left.cookie.split('=')[1],
  });
}

function lines(): Line[] {
  return written.map((line) => JSON.parse(line) as Line);
}

function requests(route: string): Line[] {
  return lines().filter((line) => line.msg === 'request' && line.route === route);
}

describe('the log', () => {
  test('holds no secret of the story', () => {
    const whole = written.join('');
    assert(Object.keys(secrets).some((name) => name.startsWith('access_token')));
    assert.deepEqual(
      Object.entries(secrets)
        .filter(([, secret]) => whole.includes(secret))
        .map(([name]) => name),
      [],
    );
    assert.doesNotMatch(whole, /fcsess_client_secret_\w|whsec_\w|[sp]k_test_[0-9A-Za-z]{8}|Bearer \w|code=\w|state=\w/);
  });

  test('names merchant and session in every line of the flow', () => {
    const calls = ['agree', 'visit', 'leave-bank', 'view'];
    for (const call of calls) {
      const found = requests(`/flow/api/${call}`);
      assert.notEqual(found.length, 0, call);
      for (const line of found) {
        assert.match(String(line.merchant), /^acct_/);
        assert.equal(line.session, session);
        assert.match(String(line.request), /^req_/);
      }
    }
  });

  test('tells a look at the view at debug, and every other call at info', () => {
    assert.deepEqual([...new Set(requests('/flow/api/view').map(({ level }) => level))], [20]);
    assert.deepEqual([...new Set(requests('/flow/api/visit').map(({ level }) => level))], [30]);
  });

  test('tells the way to the bank and back by visit and session, with a request id', () => {
    const there = requests('/banks/launch/:token');
    const back = requests('/banks/:institution/callback');
    assert.deepEqual(
      back.map(({ status, refused }) => [status, refused]),
      [
        [400, 'another browser'],
        [200, undefined],
        [400, 'replayed state'],
      ],
    );
    for (const line of [...there, ...back]) {
      assert.match(String(line.visit), /^bvisit_/);
      assert.match(String(line.request), /^req_/);
      assert.deepEqual([line.session, line.merchant], [session, there[0]?.merchant]);
    }
  });

  test('says the request id to the browser that comes back', async () => {
    const { headers } = await openPage(`${world.url}/banks/bank-oauth/callback?state=made-up`);
    const [line] = requests('/banks/:institution/callback').slice(-1);
    assert.equal(headers.get('request-id'), line?.request);
  });

  test('does not repeat what a stranger wrote where the bank’s name belongs', async () => {
    await openPage(`${world.url}/banks/MADE-UP-NAME/callback?state=made-up-state`);
    const whole = written.join('');
    assert.equal(whole.includes('MADE-UP-NAME') || whole.includes('made-up-state'), false);
  });

  test('says of a refused callback which visit it was for', () => {
    const refused = lines().filter(({ msg }) => msg === 'a bank callback was refused');
    assert.deepEqual(
      refused.slice(0, 2).map(({ reason }) => reason),
      ['another browser', 'replayed state'],
    );
    for (const { visit } of refused.slice(0, 2)) assert.match(String(visit), /^bvisit_/);
  });

  test('says of a failed job what it was about, and nothing that a person typed', async () => {
    const { id } = await world.stripe.financialConnections.sessions.create({ permissions: ['balances'] });
    const path = `/v1/test_helpers/financial_connections/sessions/${id}/complete`;
    const typed = { institution: 'Bank (OAuth)', bank_user: 'typed-by-a-person', accounts: ['No Such Account'] };
    await assert.rejects(world.stripe.rawRequest('POST', path, typed), { type: 'StripeInvalidRequestError' });
    const failed = lines().filter(({ msg, session: about }) => msg === 'a job failed' && about === id);
    assert.deepEqual(
      failed.map(({ kind, level }) => [kind, level]),
      [['session.complete', 40]],
    );
    assert.equal(JSON.stringify(failed).includes('typed-by-a-person'), false);
  });
});
