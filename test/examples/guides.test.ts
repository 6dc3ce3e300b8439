// The examples in Python, TypeScript and curl, each against a real world.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  connect,
  createSession,
  createSetupIntent,
  relinkAnyAccount,
  relinkData,
  relinkThisAccount,
} from '../../examples/typescript/server_calls.ts';
import { createWebhookHandler } from '../../examples/typescript/webhook_handler.ts';
import { type Account, complete, link, type Session, simulateOnAuthorization, until } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const LIMIT_MS = 90_000;

let world: World;
let env: Record<string, string | undefined>;
before(async () => {
  world = await joinTestWorld();
  env = {
    PATH: process.env.PATH,
    STRIPE_API_BASE: world.url,
    STRIPE_API_KEY: world.keys.secret,
    PYTHONDONTWRITEBYTECODE: '1',
  };
});
after(() => world.close());

const run = (command: string, ...args: string[]) =>
  promisify(execFile)(command, args, { env: env as NodeJS.ProcessEnv, timeout: LIMIT_MS });

test('Python’s library links, hears by a verified webhook that the link broke, relinks it and is paid from it', async () => {
  const python = process.env.PYTHON_PATH ?? '/usr/bin/python3';
  const { stdout } = await run(python, join(EXAMPLES, 'python/story.py'));
  const account = /^relinked (fca_\w+)$/m.exec(stdout)?.[1] ?? '';
  assert.match(stdout, new RegExp(`^relink ${account} fcsess_\\w+$`, 'm'));
  assert.match(stdout, new RegExp(`^works again ${account}$`, 'm'));
  assert.equal((await world.stripe.financialConnections.accounts.retrieve(account)).status, 'active');
});

test('the handler and the calls in TypeScript repair what broke, and believe no forged event', async (t) => {
  const stripe = connect(world.url, world.keys.secret);
  const prompted = new Map<string, Session>();
  const working: string[] = [];
  let handle = async (_: Request) => new Response(null, { status: 503 });
  const server = createServer(async (request, answer) => {
    const headers = { 'stripe-signature': String(request.headers['stripe-signature']) };
    const { status } = await handle(new Request(url, { method: 'POST', headers, body: await text(request) }));
    answer.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  const { secret = '' } = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
  handle = createWebhookHandler(stripe, secret, {
    async promptToRelink(account) {
      prompted.set(account.id, await relinkThisAccount(stripe, account));
    },
    async worksAgain(account) {
      working.push(account.id);
    },
  });

  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen' });
  const session = await createSession(stripe, customer);
  const linked = await complete(world, session.id, { institution: 'Bank (OAuth)', accounts: ['Everyday Checking'] });
  const [account] = linked.accounts.data as [Account];
  await simulateOnAuthorization(world, account.authorization ?? '', 'consent_revoked');
  const relink = await until('the customer is asked', async () => prompted.get(account.id));
  const done = await complete(world, relink.id);
  assert.equal(done.relink_result?.account, account.id);
  await until('the repair is heard of', async () => working.includes(account.id));
  assert.equal((await handle(new Request(url, { method: 'POST', body: '{}' }))).status, 400);

  const any = await relinkAnyAccount(stripe, account);
  assert.deepEqual([any.limits?.accounts, any.filters?.account_subcategories], [1, ['checking', 'savings']]);
  const data = await relinkData(stripe, account, ['balances', 'transactions']);
  const widened = await complete(world, data.id);
  assert.deepEqual(widened.accounts.data[0]?.permissions?.toSorted(), ['balances', 'transactions']);
  const fresh = await complete(world, (await relinkThisAccount(stripe, account)).id);
  const intent = await createSetupIntent(stripe, fresh.accounts.data[0]!, 'Jenny Rosen');
  assert.deepEqual([intent.status, intent.customer], ['requires_confirmation', customer]);
});

test('an account without a holder is relinked without one', async () => {
  const stripe = connect(world.url, world.keys.secret);
  const { accounts } = await link(world, { customer: null, accounts: ['Everyday Checking'] });
  assert.equal((await relinkThisAccount(stripe, accounts[0]!)).account_holder, null);
});

test('each call in curl answers as the guides say', async () => {
  const { customer, accounts, authorization } = await link(world, { accounts: ['Everyday Checking'] });
  const call = async <T>(...args: (string | null)[]): Promise<T> =>
    JSON.parse((await run(join(EXAMPLES, 'curl/relink.sh'), ...args.map(String))).stdout) as T;
  const { id } = accounts[0]!;
  const account = await call<Account>('account', id);
  assert.deepEqual([account.id, account.authorization, account.status], [id, authorization, 'active']);
  assert.equal((await call<{ status: string }>('authorization', authorization)).status, 'active');
  const link_ = await call<Session>('link', customer);
  assert.match(String(link_.client_secret), /^fcsess_client_secret_/);
  const exact = await call<Session>('relink_account', customer, authorization, id);
  assert.deepEqual(exact.relink_options, { authorization, account: id });
  assert.deepEqual([exact.limits?.accounts, exact.filters?.account_subcategories], [1, ['checking', 'savings']]);
  const any = await call<Session>('relink_any', customer, authorization);
  assert.deepEqual([any.relink_options, any.limits?.accounts], [{ authorization, account: null }, 1]);
  const data = await call<Session>('relink_data', customer, authorization);
  assert.deepEqual(data.permissions.toSorted(), ['balances', 'transactions']);
  const intent = await call<{ status: string; client_secret: string }>('setup_intent', customer, id, 'Jenny Rosen');
  assert.equal(intent.status, 'requires_confirmation');
  assert.match(intent.client_secret, /^seti_\w+_secret_/);
});
