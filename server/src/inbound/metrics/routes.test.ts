// Who may read the figures: whoever brings the token; without one, programs of this machine, in the sandbox. And how requests are counted.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openMetrics } from '../../metrics.ts';
import { rememberPeer } from '../http/sender.ts';
import { counted, createMetricsPage } from './routes.ts';

const metrics = openMetrics();
/** Nobody of these gets as far as the database. */
const world = {} as never;
const URL = 'http://127.0.0.1:4242/metrics';

async function status(
  options: { token?: string; livemode?: boolean; peer?: string },
  headers: Record<string, string> = {},
) {
  const page = createMetricsPage({ world, metrics, token: options.token ?? null, livemode: options.livemode ?? false });
  const request = rememberPeer(new Request(URL, { headers }), options.peer ?? '127.0.0.1', () => true);
  return (await page(request))?.status ?? null;
}

describe('/metrics', () => {
  it('asks for the token where there is one', async () => {
    assert.equal(await status({ token: 'count-for-me' }), 401);
    assert.equal(await status({ token: 'count-for-me' }, { authorization: 'Bearer something-else' }), 401);
    assert.equal(await status({ token: 'count-for-me', livemode: true }, { authorization: 'count-for-me' }), 401);
  });

  it('does not exist without one for other machines, whoever comes through a proxy, and in live mode for anybody', async () => {
    assert.equal(await status({ peer: '192.168.1.7' }), null);
    assert.equal(await status({ peer: '::ffff:172.17.0.1' }), null);
    assert.equal(await status({}, { 'x-forwarded-for': '203.0.113.7' }), null);
    assert.equal(await status({}, { forwarded: 'for=203.0.113.7' }), null);
    assert.equal(await status({ livemode: true }), null);
  });
});

it('requests are counted by parts that we know, whatever somebody asks for', async () => {
  const answer = counted(metrics, async () => new Response(null, { status: 404 }));
  for (const path of ['v1/customers', 'v1/events', 'made-up-1', 'made-up-2'])
    await answer(new Request(`http://a/${path}`));
  const family = metrics.families().find(({ name }) => name === 'relink_requests_total');
  assert.deepEqual(family?.samples, [
    { labels: { part: 'v1', status: '4xx' }, value: 2 },
    { labels: { part: 'other', status: '4xx' }, value: 2 },
  ]);
});
