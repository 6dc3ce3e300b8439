// Webhook endpoints as operators work with them: made, revealed, rolled, sent to again, disabled after days of failure.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type Stripe from 'stripe';
import { isSignedWith, type Receiver, startReceiver } from '../../server/src/outbound/webhooks/testing.ts';
import type { EndpointRow } from '../../server/src/wire/dashboard_workspace.ts';
import { type Dashboard, signIn } from '../dashboard.ts';
import { until } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const HOUR_MS = 3_600_000;
const NOTHING = { value: 0, capped: false };

let world: World;
let owner: Dashboard;
let receiver: Receiver;
let works = true;
let ahead_ms = 0;
const lines: string[] = [];

before(async () => {
  world = await openTestWorld({
    with_strangers: true,
    env: { LOG_LEVEL: 'info' },
    clock: { now: () => new Date(Date.now() + ahead_ms) },
    log_to: { write: (line: string) => void lines.push(line) },
  });
  owner = await signIn(world.url, world.platform.dashboard_url);
  receiver = await startReceiver((answer) => void answer.writeHead(works ? 200 : 500).end());
});
after(async () => {
  await receiver.close();
  await world.close();
});

async function make(path: string, enabled_events = ['customer.created']): Promise<EndpointRow & { secret: string }> {
  return await owner.call('POST /webhook_endpoints', { body: { url: receiver.origin + path, enabled_events } });
}

async function now(id: string): Promise<EndpointRow> {
  return await owner.call('GET /webhook_endpoints/:id', { path: { id } });
}

/** An event for every endpoint; resolves with its id when it was delivered or refused. */
async function event(): Promise<string> {
  const { id } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
  await world.settle();
  const { data } = await world.stripe.events.list({ limit: 100, type: 'customer.created' });
  return data.find(({ data: { object } }) => (object as Stripe.Customer).id === id)!.id;
}

async function deliveryOf(id: string, endpoint: string) {
  const { deliveries } = await owner.call('GET /events/:id', { path: { id } });
  const found = deliveries.find((delivery) => delivery.endpoint.id === endpoint);
  return found && [found.status, ...found.attempts.map(({ outcome }) => outcome)];
}

const callsTo = (path: string) => receiver.calls.filter((call) => call.path === path);

describe('a webhook endpoint made at the Dashboard', () => {
  let made: EndpointRow & { secret: string };
  before(async () => {
    made = await owner.call('POST /webhook_endpoints', {
      body: {
        url: `${receiver.origin}/made`,
        enabled_events: ['customer.created'],
        description: 'The shop',
        api_version: '2026-07-29.dahlia',
      },
    });
  });
  after(() => owner.call('DELETE /webhook_endpoints/:id', { path: { id: made.id } }));

  it('is told with its secret, and from then on without', async () => {
    const { secret, ...row } = made;
    assert.match(secret, /^whsec_[0-9A-Za-z]{32}$/);
    assert.deepEqual(
      { ...row, id: '', created: 0 },
      {
        id: '',
        url: `${receiver.origin}/made`,
        description: 'The shop',
        enabled_events: ['customer.created'],
        connect: false,
        api_version: '2026-07-29.dahlia',
        status: 'enabled',
        disabled_reason: null,
        failing_since: null,
        previous_secret_until: null,
        failed: NOTHING,
        created: 0,
      },
    );
    assert.deepEqual(await owner.call('GET /webhook_endpoints'), [row]);
    assert.deepEqual(await now(made.id), row);
  });

  it('is the same one in the API', async () => {
    const { url, description, api_version } = await world.stripe.webhookEndpoints.retrieve(made.id);
    assert.deepEqual([url, description, api_version], [made.url, made.description, made.api_version]);
  });

  it('reveals its secret, and the log says who looked, but never the secret', async () => {
    const { secret } = await owner.call('POST /webhook_endpoints/:id/reveal', { path: { id: made.id } });
    assert.equal(secret, made.secret);
    const route = '/dashboard/api/webhook_endpoints/:id/reveal';
    const [line] = lines.map((text) => JSON.parse(text)).filter((each) => each.route === route);
    assert.deepEqual([line.level, line.status, line.endpoint], [30, 200, made.id]);
    assert.match(line.member, /^mbr_/);
    assert.equal(lines.join('').includes(secret), false);
  });

  it('signs with both secrets while a roll overlaps, then with the new one', async () => {
    const path = { id: made.id };
    const rolled = await owner.call('POST /webhook_endpoints/:id/roll', { path, body: { overlap_hours: 24 } });
    assert.notEqual(rolled.secret, made.secret);
    const until_s = Math.floor((Date.now() + ahead_ms + 24 * HOUR_MS) / 1000);
    assert.ok(Math.abs(Number(rolled.previous_secret_until) - until_s) < 30);
    const signed = async () => {
      await event();
      const call = callsTo('/made').at(-1)!;
      return [isSignedWith(call, made.secret), isSignedWith(call, rolled.secret)];
    };
    assert.deepEqual(await signed(), [true, true]);
    ahead_ms += 24 * HOUR_MS;
    assert.deepEqual(await signed(), [false, true]);
    assert.equal((await now(made.id)).previous_secret_until, null);
    assert.deepEqual(await owner.call('POST /webhook_endpoints/:id/reveal', { path }), { secret: rolled.secret });
  });

  it('changes what it is asked to change', async () => {
    const path = { id: made.id };
    const changed = await owner.call('POST /webhook_endpoints/:id', {
      path,
      body: { enabled_events: ['*'], description: null, api_version: null },
    });
    assert.deepEqual([changed.enabled_events, changed.description, changed.api_version], [['*'], null, null]);
    assert.equal(changed.url, made.url);
  });

  it('is sent an event again, with every attempt on record', async () => {
    const id = await event();
    const before = callsTo('/made').length;
    await owner.call('POST /events/:id/resend', { path: { id }, body: { endpoint: made.id } });
    await world.settle();
    assert.equal(callsTo('/made').length, before + 1);
    assert.equal(JSON.parse(callsTo('/made').at(-1)!.body).id, id);
    assert.deepEqual(await deliveryOf(id, made.id), ['delivered', 'delivered', 'delivered']);
  });
});

describe('a webhook endpoint is refused', () => {
  const good = () => ({ url: `${receiver.origin}/x`, enabled_events: ['*'] });
  const cases: [string, object, string][] = [
    ['without a URL', { url: undefined }, 'url'],
    ['with a URL that is none', { url: 'nowhere' }, 'url'],
    ['with a password in its URL', { url: 'http://me:secret@127.0.0.1/' }, 'url'],
    ['without events', { enabled_events: [] }, 'enabled_events'],
    ['with an event that does not exist', { enabled_events: ['customer.exploded'] }, 'enabled_events[0]'],
    ['with a version that is none', { api_version: 'new' }, 'api_version'],
    ['with a field that it does not have', { secret: 'whsec_mine' }, 'secret'],
  ];
  for (const [how, wrong, param] of cases) {
    it(how, async () => {
      const { status, param: named } = await owner.refused('POST /webhook_endpoints', {
        body: { ...good(), ...wrong },
      });
      assert.deepEqual([status, named], [400, param]);
      assert.deepEqual(await owner.call('GET /webhook_endpoints'), []);
    });
  }

  it('as the seventeenth', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 16; count += 1) ids.push((await make('/many')).id);
    const { message } = await owner.refused('POST /webhook_endpoints', { body: good() });
    assert.equal(message, 'You have reached the maximum of 16 test webhook endpoints.');
    for (const id of ids) await owner.call('DELETE /webhook_endpoints/:id', { path: { id } });
    assert.deepEqual(await owner.call('GET /webhook_endpoints'), []);
  });
});

describe('what is not the merchant’s, is gone or is disabled', () => {
  it('is not found: an endpoint of another merchant', async () => {
    const other = world.client({ key: world.strangers!.other.secret });
    const theirs = await other.webhookEndpoints.create({ url: `${receiver.origin}/theirs`, enabled_events: ['*'] });
    for (const name of ['GET /webhook_endpoints/:id', 'POST /webhook_endpoints/:id/reveal'] as const) {
      const { status, message } = await owner.refused(name, { path: { id: theirs.id } });
      assert.deepEqual([status, message], [404, `No such webhook endpoint: '${theirs.id}'`]);
    }
    const body = { endpoint: theirs.id };
    const { status, param } = await owner.refused('POST /events/:id/resend', { path: { id: await event() }, body });
    assert.deepEqual([status, param], [400, 'endpoint']);
  });

  it('is not found: one that was deleted, and an event that does not exist', async () => {
    const { id } = await make('/deleted');
    await owner.call('DELETE /webhook_endpoints/:id', { path: { id } });
    assert.equal((await owner.refused('POST /webhook_endpoints/:id/resend_failed', { path: { id } })).status, 404);
    const body = { endpoint: id };
    const { status } = await owner.refused('POST /events/:id/resend', { path: { id: 'evt_none' }, body });
    assert.equal(status, 404);
  });

  it('is sent nothing: one that is disabled', async () => {
    const { id } = await make('/disabled');
    const happened = await event();
    const disabled = await owner.call('POST /webhook_endpoints/:id', { path: { id }, body: { status: 'disabled' } });
    assert.deepEqual([disabled.status, disabled.disabled_reason], ['disabled', null]);
    const { status, message } = await owner.refused('POST /events/:id/resend', {
      path: { id: happened },
      body: { endpoint: id },
    });
    assert.deepEqual([status, message], [400, 'This endpoint is disabled. Enable it, then send again.']);
    await owner.call('DELETE /webhook_endpoints/:id', { path: { id } });
  });

  for (const overlap_hours of [-1, 169, 1.5, '24', null, undefined]) {
    it(`is not rolled: a secret with an overlap of ${JSON.stringify(overlap_hours)}`, async () => {
      const { id, secret } = await make('/kept');
      const wrong = await owner.refused('POST /webhook_endpoints/:id/roll', { path: { id }, body: { overlap_hours } });
      assert.deepEqual([wrong.status, wrong.param], [400, 'overlap_hours']);
      assert.deepEqual(await owner.call('POST /webhook_endpoints/:id/reveal', { path: { id } }), { secret });
      await owner.call('DELETE /webhook_endpoints/:id', { path: { id } });
    });
  }
});

describe('a webhook endpoint that does not answer', () => {
  let id: string;
  const missed: string[] = [];
  before(async () => {
    ({ id } = await make('/failing'));
    works = false;
  });

  async function mails(type: string): Promise<{ to: string; subject: string; text: string }[]> {
    const { data } = (await world.stripe.rawRequest('GET', '/v1/test_helpers/mailbox')) as unknown as {
      data: { type: string; to: string; subject: string; text: string }[];
    };
    return data.filter((mail) => mail.type === type);
  }

  it('is shown with since when and how much', async () => {
    missed.push(await event());
    // The tries of the sandbox: at once, after five minutes and two hours more.
    for (let tries = 0; tries < 2; tries += 1) {
      ahead_ms += 3 * HOUR_MS;
      await world.settle();
    }
    assert.deepEqual(await deliveryOf(missed[0]!, id), ['failed', 'refused', 'refused', 'refused']);
    const { failing_since, failed, status } = await now(id);
    assert.ok(Number(failing_since) > 0);
    assert.deepEqual([failed, status], [{ value: 1, capped: false }, 'enabled']);
  });

  it('is written about after three days, once', async () => {
    ahead_ms += 72 * HOUR_MS;
    missed.push(await event(), await event());
    const [mail, ...others] = await until('the mail was sent', async () => {
      const found = await mails('webhook_failing');
      return found.length > 0 && found;
    });
    assert.deepEqual([mail?.to, others], ['owner@example.com', []]);
    assert.ok(mail?.text.includes(`${receiver.origin}/failing`));
    assert.ok(mail?.text.includes(`/dashboard/webhooks/${id}`));
    assert.equal((await now(id)).status, 'enabled');
  });

  it('is disabled after five days, and the team is told', async () => {
    ahead_ms += 48 * HOUR_MS;
    missed.push(await event());
    await until('the mail was sent', async () => (await mails('webhook_disabled')).length === 1);
    const { status, disabled_reason } = await now(id);
    assert.deepEqual([status, disabled_reason], ['disabled', 'failing']);
    assert.equal((await world.stripe.webhookEndpoints.retrieve(id)).status, 'disabled');
  });

  it('starts anew when it is enabled, and gets all that failed', async () => {
    works = true;
    // Disabled, what was still to be tried fails as it falls due.
    ahead_ms += 3 * HOUR_MS;
    await world.settle();
    assert.equal((await now(id)).failed.value, missed.length);
    const enabled = await owner.call('POST /webhook_endpoints/:id', { path: { id }, body: { status: 'enabled' } });
    assert.deepEqual([enabled.status, enabled.disabled_reason, enabled.failing_since], ['enabled', null, null]);
    const before = callsTo('/failing').length;
    const path = { id };
    assert.deepEqual(await owner.call('POST /webhook_endpoints/:id/resend_failed', { path }), { resent: 4 });
    assert.deepEqual(await owner.call('POST /webhook_endpoints/:id/resend_failed', { path }), { resent: 0 });
    await world.settle();
    const again = callsTo('/failing').slice(before);
    assert.deepEqual(again.map(({ body }) => JSON.parse(body).id).toSorted(), missed.toSorted());
    assert.deepEqual((await now(id)).failed, NOTHING);
  });
});
