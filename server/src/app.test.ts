// What the app is composed of besides the API.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApi, type TestApi } from '../../test/api.ts';
import { type AppParts, createApp } from './app.ts';
import { DatabaseUnavailable } from './database/errors.ts';
import { createBankRoutes } from './inbound/banks/routes.ts';

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

  it('answers customers with a page to reload, and banks with an error, where the database is away', async () => {
    const away = () => Promise.reject(new DatabaseUnavailable('no PostgreSQL connection'));
    const banks = createBankRoutes({ ...api.world, database: { ...api.world.database, transact: away } } as never);
    const ask = async (path: string, init?: RequestInit) => {
      const response = await createApp(api.world, { banks })(new Request(`http://127.0.0.1${path}`, init));
      return [response.status, response.headers.get('content-type')?.split(';')[0]];
    };
    assert.deepEqual(await ask('/banks/bank-oauth/callback?state=abc&code=def'), [503, 'text/html']);
    assert.deepEqual(await ask('/banks/jwks.json'), [503, 'application/json']);
  });
});
