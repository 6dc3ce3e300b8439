// How endpoints run, with endpoints made for the purpose: transactions, failures of our own, answers that wait for a job.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { createKeyRing } from '#domain/merchants/api_key.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { openTestApi, type TestApi } from '../../../../test/api.ts';
import { addKeys } from '../../../../test/strangers.ts';
import { afterJob, endpoint, type RequestContext } from './endpoint.ts';
import { invalidRequest } from './errors.ts';
import { noParams, text } from './params.ts';
import { createApi } from './serve.ts';

let api: TestApi;
let serve: (request: Request) => Promise<Response>;
let runs = 0;

async function rename(context: RequestContext, name: string): Promise<void> {
  await context.trx.updateTable('merchants').set({ name }).where('id', '=', context.merchant.id).execute();
}

const enqueueWork = (context: RequestContext) => {
  const now = context.clock.now();
  return enqueue(context.trx, { kind: 'test.work', payload: {}, due_at: now, test_clock: null, created: now });
};

const endpoints = [
  endpoint({
    method: 'POST',
    path: '/v1/bug',
    params: noParams,
    async run(context) {
      runs += 1;
      await rename(context, 'Renamed by a bug');
      throw new Error('a bug with a secret');
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/refuse',
    params: noParams,
    async run(context) {
      await rename(context, 'Renamed by a refusal');
      throw invalidRequest('No.', { param: 'x' });
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/rename',
    params: z.object({ name: text() }),
    async run(context, { name }) {
      runs += 1;
      await rename(context, name);

      return { object: 'thing', name };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/wait',
    params: noParams,
    async run(context) {
      runs += 1;
      return afterJob(await enqueueWork(context));
    },
    present: async ({ merchant }) => ({ object: 'thing', id: merchant.id }),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/sandbox',
    params: noParams,
    sandbox_only: true,
    run: async () => ({ object: 'thing' }),
  }),
];

/** As one process would. */
function openApi(livemode = false): (request: Request) => Promise<Response> {
  const world = { ...api.world, database: { ...api.database, livemode } };
  return createApi({ world, keys: createKeyRing(world), endpoints, expansions: {} });
}

before(async () => {
  api = await openTestApi();
  serve = openApi();
});
after(() => api.close());

async function post(path: string, body = '', key: string | null = null, by = serve) {
  const response = await by(
    new Request(`http://127.0.0.1/v1/${path}`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${api.keys.secret}`,
        'content-type': 'application/x-www-form-urlencoded',
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
    }),
  );
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

async function merchantName(): Promise<string> {
  const own = api.database.kysely.selectFrom('merchants').select('name').where('id', '=', api.merchant.id);
  return (await own.executeTakeFirstOrThrow()).name;
}

async function keyRow(key: string) {
  return await api.database.kysely.selectFrom('idempotency_keys').selectAll().where('key', '=', key).executeTakeFirst();
}

/** The job that stands under a key, once the request has committed it. */
async function jobUnderKey(key: string): Promise<number> {
  for (;;) {
    const job = (await keyRow(key))?.job;
    if (job) return job;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Ends the waiting job the way a worker would. */
async function endJob(state: 'done' | 'failed', error: string | null): Promise<void> {
  for (;;) {
    const ended = await api.database.kysely
      .updateTable('jobs')
      .set({ state, error, finished_at: new Date() })
      .where('state', '=', 'waiting')
      .where('kind', '=', 'test.work')
      .returning('id')
      .execute();
    if (ended.length > 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('an endpoint', () => {
  it('that fails changes nothing and answers with the request id only', async () => {
    const name = await merchantName();
    const { status, headers, body } = await post('bug');
    const id = headers.get('request-id');
    assert.deepEqual([status, body.error.type], [500, 'api_error']);
    assert.equal(body.error.message, `An unexpected error occurred. The request id is ${id}.`);
    assert.equal(await merchantName(), name);
    assert(api.log.some((line) => line.request === id && JSON.stringify(line.err).includes('a bug with a secret')));
  });

  it('that refuses changes nothing', async () => {
    const name = await merchantName();
    assert.deepEqual((await post('refuse')).body, {
      error: { message: 'No.', param: 'x', type: 'invalid_request_error' },
    });
    assert.equal(await merchantName(), name);
  });

  it('that failed under a key does not run again', async () => {
    runs = 0;
    const first = await post('bug', '', 'bug');
    const again = await post('bug', '', 'bug');
    assert.deepEqual([runs, again.status, again.headers.get('idempotent-replayed')], [1, 500, 'true']);
    assert.deepEqual(again.body, first.body);
  });

  it('runs once for two processes with one key', async () => {
    runs = 0;
    const here = post('rename', 'name=Here', 'shared');
    const elsewhere = openApi();
    const other = elsewhere(
      new Request('http://127.0.0.1/v1/rename', {
        method: 'POST',
        body: 'name=Here',
        headers: {
          authorization: `Bearer ${api.keys.secret}`,
          'content-type': 'application/x-www-form-urlencoded',
          'idempotency-key': 'shared',
        },
      }),
    );
    const answers = [(await here).status, (await other).status];
    // The other process either meets the lock or comes late enough to replay.
    assert(answers.includes(200) && answers.every((status) => status === 200 || status === 409));
    assert.equal(runs, 1);
  });

  it('for test keys only refuses a live one', async () => {
    const { secret } = await api.database.transact((trx) => addKeys(trx, api.merchant.id, true, api.world));
    const headers = { authorization: `Bearer ${secret}` };
    const response = await openApi(true)(new Request('http://127.0.0.1/v1/sandbox', { headers }));
    assert.equal(response.status, 400);
    assert.match(await response.text(), /only available in test mode/);
  });
});

describe('an answer that waits for a job', () => {
  it('comes when the job is done, and is remembered', async () => {
    runs = 0;
    const waiting = post('wait', '', 'wait');
    await endJob('done', null);
    const answer = await waiting;
    assert.deepEqual([answer.status, answer.body], [200, { object: 'thing', id: api.merchant.id }]);
    const again = await post('wait', '', 'wait');
    assert.deepEqual([again.body, again.headers.get('idempotent-replayed'), runs], [answer.body, 'true', 1]);
  });

  it('waits for the same job when the request comes again at another process, and is the same there', async () => {
    runs = 0;
    const [here, elsewhere] = [post('wait', '', 'elsewhere'), openApi()];
    await jobUnderKey('elsewhere');
    const other = post('wait', '', 'elsewhere', elsewhere);
    await endJob('done', null);
    const [first, second] = [await here, await other];
    assert.deepEqual([first.status, second.status, runs], [200, 200, 1]);
    assert.deepEqual(second.body, first.body);
    // Whoever comes to the end first makes the answer; the request that began it is named either way.
    const began = (await keyRow('elsewhere'))?.request_id;
    assert.equal(second.headers.get('original-request'), began);
    assert.equal(first.headers.get('request-id'), began);
  });

  it('is there for the request that comes again after the process died', async () => {
    runs = 0;
    const dead = post('wait', '', 'dead');
    const job = await jobUnderKey('dead');
    await endJob('done', null);
    await dead;
    // As the process would have left it that died between the job and the answer.
    await api.database.kysely
      .updateTable('idempotency_keys')
      .set({ job, status: null, body: null })
      .where('key', '=', 'dead')
      .execute();
    const again = await post('wait', '', 'dead', openApi());
    assert.deepEqual([again.status, again.body, runs], [200, { object: 'thing', id: api.merchant.id }, 1]);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal(again.headers.get('original-request'), (await dead).headers.get('request-id'));
  });

  it('that becomes an error is that error for both processes', async () => {
    runs = 0;
    const here = post('wait', '', 'refused');
    await jobUnderKey('refused');
    const other = post('wait', '', 'refused', openApi());
    await endJob(
      'failed',
      JSON.stringify({ status: 400, type: 'invalid_request_error', message: 'The bank said no.' }),
    );
    const answers = [await here, await other, await post('wait', '', 'refused')];
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.error.message]),
      answers.map(() => [400, 'The bank said no.']),
    );
    assert.equal(runs, 1);
  });

  it('holds its key while it waits', async () => {
    const waiting = post('wait', '', 'held');
    assert.equal((await post('wait', '', 'held')).body.error.code, 'idempotency_key_in_use');
    await endJob('done', null);
    assert.equal((await waiting).status, 200);
  });

  it('is the error that the job tells', async () => {
    const waiting = post('wait');
    const error = { status: 400, type: 'invalid_request_error', message: 'The bank said no.', param: 'institution' };
    await endJob('failed', JSON.stringify(error));
    const { status, body } = await waiting;
    assert.deepEqual([status, body.error.message, body.error.param], [400, 'The bank said no.', 'institution']);
  });

  it('is 500 for a job that failed without saying why', async () => {
    const waiting = post('wait');
    await endJob('failed', 'Error: boom');
    const { status, body } = await waiting;
    assert.equal(status, 500);
    assert.equal(JSON.stringify(body).includes('boom'), false);
  });
});
