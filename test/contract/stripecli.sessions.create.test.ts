// POST /v1/stripecli/sessions: what the Stripe CLI is told, and what it is refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { takeOver } from '../../server/src/domain/stripecli/cli_session_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const WEBHOOKS = 'device_name=laptop&websocket_features[]=webhooks';
const open = (body: string, headers = {}) => api.call('POST', '/v1/stripecli/sessions', { body, headers });

test('it tells the secret, the versions, and a socket whose id is in no address', async () => {
  const { status, body } = await open(`${WEBHOOKS}&forward_to_url=http://127.0.0.1:4300/webhooks`);
  assert.equal(status, 200);
  const { secret, websocket_id, ...rest } = body as Record<string, string>;
  assert.match(String(secret), /^whsec_\w{32}$/);
  assert.match(String(websocket_id), /^cliws_\w{32}$/);
  assert.deepEqual(rest, {
    object: 'stripecli.session',
    default_version: '2026-09-30.preview',
    display_connect_filter_warning: false,
    latest_version: '2026-09-30.endive',
    livemode: false,
    reconnect_delay: 300,
    websocket_authorized_feature: 'webhooks',
    websocket_url: 'ws://127.0.0.1:4242/v1/stripecli/subscribe',
  });
});

test('neither the secret nor the id is kept in clear', async () => {
  const { body } = await open(WEBHOOKS);
  const { secret, websocket_id } = body as { secret: string; websocket_id: string };
  const rows = [
    ...(await api.database.kysely.selectFrom('cli_secrets').selectAll().execute()),
    ...(await api.database.kysely.selectFrom('cli_sessions').selectAll().execute()),
  ];
  const kept = rows
    .flatMap(Object.values)
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value));
  assert.ok(kept.length > 0);
  assert.ok(!kept.some((value) => String(value).includes(secret) || String(value).includes(websocket_id)));
});

test('the secret is the same each time, the id of the socket is not', async () => {
  const [one, other] = [await open(WEBHOOKS), await open(`${WEBHOOKS}&websocket_features[]=v2_events`)];
  const [first, second] = [one.body, other.body] as Record<string, string>[];
  assert.equal(first?.secret, second?.secret);
  assert.notEqual(first?.websocket_id, second?.websocket_id);
});

test('only thin events, request logs, unknown features or no name are refused, and so are live keys', async () => {
  for (const [body, param] of [
    ['device_name=laptop&websocket_features[]=v2_events', 'websocket_features'],
    ['device_name=laptop&websocket_features[]=request_logs', 'websocket_features'],
    ['device_name=laptop&websocket_features[]=nothing', 'websocket_features[0]'],
    ['websocket_features[]=webhooks', 'device_name'],
    [`${WEBHOOKS}&colour=blue`, 'colour'],
  ] as const) {
    const { status, body: answer } = await open(body);
    assert.equal(status, 400);
    assert.equal((answer as { error: { param: string } }).error.param, param);
  }
  const live = await api.liveMode();
  const asked = live.rawRequest('POST', '/v1/stripecli/sessions', { device_name: 'laptop' } as never);
  await assert.rejects(asked, { statusCode: 400, message: /only available in test mode/ });
});

test('a business may have fifty listeners', async () => {
  const { id: merchant } = api.merchant;
  const early = (await open(WEBHOOKS)).body as { websocket_id: string };
  const far = new Date(Date.now() + 600_000);
  const listeners = Array.from({ length: 50 }, (_, index) => ({
    id: `clis_full${index}` as const,
    merchant,
    livemode: false,
    device_name: 'laptop',
    websocket_hash: Buffer.from(`${merchant}${index}`),
    socket: `cliso_${index}`,
    created: new Date(),
    listening_until: far,
  }));
  await api.database.kysely.insertInto('cli_sessions').values(listeners).execute();
  const { status, body } = await open(WEBHOOKS);
  assert.equal(status, 400);
  assert.match((body as { error: { message: string } }).error.message, /50 listeners/);
  const takes = (websocket_id: string) =>
    api.database.transact((trx) => takeOver(trx, { websocket_id, socket: 'cliso_early', now: new Date() }));
  assert.equal(await takes(early.websocket_id), null);
  await api.database.kysely.deleteFrom('cli_sessions').where('id', '=', 'clis_full49').execute();
  assert.equal((await takes(early.websocket_id))?.merchant, merchant);
  assert.equal((await takes(early.websocket_id))?.merchant, merchant);
  await api.database.kysely.deleteFrom('cli_sessions').where('merchant', '=', merchant).execute();
});
