// What the app is composed of besides the API.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApi, type TestApi } from '../../test/api.ts';
import { type AppParts, createApp } from './app.ts';
import { DatabaseUnavailable } from './database/errors.ts';
import { LINK_TOKEN_LENGTH } from './domain/connections/hosted_link.ts';
import { createKeyRing } from './domain/merchants/api_key.ts';
import { VERIFY_TOKEN_LENGTH } from './domain/payments/microdeposits.ts';
import { loadHostedRenderer } from './hosted_renderer.ts';
import type { BankWorld } from './inbound/banks/notifications.ts';
import { createBankRoutes } from './inbound/banks/routes.ts';
import { calls } from './inbound/dashboard/calls.ts';
import { createDashboardApi } from './inbound/dashboard/serve.ts';
import { createHosted } from './inbound/hosted/routes.ts';
import type { ApiWorld } from './inbound/http/api_world.ts';
import { createMails } from './inbound/mails/routes.ts';

const OURS = 'http://127.0.0.1';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

async function get(parts: AppParts, path: string): Promise<{ status: number; body: Record<string, never> }> {
  const response = await createApp(api.world, parts)(new Request(`http://127.0.0.1${path}`));
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

describe('the app', () => {
  it('is not ready while one of its parts is not, and names it', async () => {
    const checks = {
      worker: async () => {},
      bank: async () => {
        throw new Error('connection refused');
      },
    };
    assert.deepEqual(await get({ checks }, '/readyz'), {
      status: 503,
      body: {
        status: 'not ready',
        checks: { database: 'ok', migrations: 'ok', worker: 'ok', bank: 'connection refused' },
      },
    });
    assert.equal((await get({ checks }, '/healthz')).status, 200);
  });

  it('asks its parts before the API, in the order statics, flow, banks', async () => {
    const asked: string[] = [];
    const part = (name: string, path: string) => async (request: Request) => {
      asked.push(name);
      return new URL(request.url).pathname === path ? Response.json({ name }) : null;
    };
    const parts = {
      banks: part('banks', '/banks/x'),
      hosted: part('hosted', '/flow'),
      statics: part('statics', '/v1/relink.js'),
    };
    assert.deepEqual((await get(parts, '/v1/relink.js')).body, { name: 'statics' });
    assert.deepEqual((await get(parts, '/banks/x')).body, { name: 'banks' });
    assert.equal((await get(parts, '/v1/none')).status, 404);
    assert.deepEqual(asked, ['statics', 'statics', 'hosted', 'banks', 'statics', 'hosted', 'banks']);
  });

  it('answers 500 for a part that fails, without telling why', async () => {
    const hosted = async () => {
      throw new Error('a secret');
    };
    assert.deepEqual(await get({ hosted }, '/flow'), {
      status: 500,
      body: { error: { type: 'api_error', message: 'An unexpected error occurred.' } },
    });
  });

  it('answers people with a page to try again on, and programs with an error, where the database is away', async () => {
    const transact = () => Promise.reject(new DatabaseUnavailable('no PostgreSQL connection'));
    const world: ApiWorld = { ...api.world, database: { ...api.world.database, transact } };
    const origins = { public_url: OURS, own: [OURS] };
    const render = await loadHostedRenderer(new URL('../../web/dist/', import.meta.url));
    const parts = {
      hosted: createHosted({ world, keys: createKeyRing(world), origins, render }),
      banks: createBankRoutes(world as BankWorld),
      dashboard: createDashboardApi({ world, origins, livemode: false }, calls),
      mails: createMails({ world, origins, callback_token: null, livemode: false }),
    };
    const ask = async (path: string, body?: object) => {
      const headers = { Authorization: `Bearer ${api.keys.publishable}`, 'Content-Type': 'application/json' };
      const sent = body && { method: 'POST', body: JSON.stringify(body) };
      const response = await createApp(world, parts)(new Request(`${OURS}${path}`, { headers, ...sent }));
      return [response.status, response.headers.get('content-type')?.split(';')[0]];
    };
    const [link, verify] = ['A'.repeat(LINK_TOKEN_LENGTH), 'A'.repeat(VERIFY_TOKEN_LENGTH)];
    for (const path of ['/banks/bank-oauth/callback?state=abc', `/relink/${link}`, `/verify/${verify}`, '/mailbox'])
      assert.deepEqual(await ask(path), [503, 'text/html'], path);
    for (const path of ['/banks/jwks.json', '/dashboard/api/me', `/logos/${'a'.repeat(43)}`])
      assert.deepEqual(await ask(path), [503, 'application/json'], path);
    assert.deepEqual(await ask('/flow/api/view', { client_secret: 'fcsess_client_secret_none' }), [
      503,
      'application/json',
    ]);
  });
});
