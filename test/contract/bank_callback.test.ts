// The way to the bank and back (/banks/launch, /banks/:slug/callback) without a browser: once, in time, in the same browser, or nothing changes.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { consentsAtBank, everything, link, mark, relinkSession, simulateOnAuthorization, told } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import {
  decide,
  type FlowClient,
  launch,
  openFlow,
  openPage,
  pressLaunch,
  settledView,
  startVisit,
} from './flow_client.ts';

const MINUTE_MS = 60_000;
/** Nothing of an address of ours reaches another origin. */
const REFERRER = /^(no-referrer|same-origin)$/;
const RETURNED = { status: 200, title: 'You can close this window' };
const NOT_OPEN = { status: 400, title: 'This step is no longer open' };
const OTHER_BROWSER = { status: 400, title: 'Please continue in your first window' };
const ALREADY_OPENED = { status: 410, title: 'This step was already opened' };

let world: World;
let ahead = 0;
before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(Date.now() + ahead) } });
});
beforeEach(() => {
  ahead = 0;
});
after(() => world.close());

/** Opens a page in a browser that keeps these cookies. */
const read = async (url: string, cookie = '') => {
  const { status, title } = await openPage(url, { headers: { cookie } });
  return { status, title };
};

/** A broken link and a session that repairs it, with the customer back from the bank but for the last redirect. */
async function onTheWayBack() {
  const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  const flow = openFlow(world, session);
  const state = await everything(world, linked);
  const since = await mark(world);
  const user = String(linked.customer);
  const toBank = async () => {
    const launch_url = await startVisit(flow);
    const { cookie, location } = await launch(launch_url);
    const callback = await decide(world, 'bank-oauth', location, { user });
    return { launch_url, cookie, location, callback };
  };
  return {
    linked,
    session,
    flow,
    user,
    toBank,
    ...(await toBank()),
    async unchanged(from = since) {
      await world.settle();
      assert.deepEqual(await everything(world, linked), state);
      assert.deepEqual(await told(world, from), []);
    },
    async repaired() {
      const { session: ended, pane } = await settledView(world, flow);
      assert.deepEqual([ended.status, pane.type], ['succeeded', 'success']);
      const account = await world.stripe.financialConnections.accounts.retrieve(linked.accounts[0]!.id);
      assert.equal(account.status, 'active');
    },
  };
}

async function waitsAtBank(flow: FlowClient): Promise<void> {
  const { pane } = await flow.view('view');
  assert.deepEqual([pane.type, 'state' in pane && pane.state], ['bank', 'open']);
}

describe('a callback', () => {
  test('in the browser that started repairs the link', async () => {
    const way = await onTheWayBack();
    const page = await openPage(way.callback, { headers: { cookie: way.cookie } });
    assert.deepEqual([page.status, page.title], [RETURNED.status, RETURNED.title]);
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.match(page.headers.get('referrer-policy') ?? '', REFERRER);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none';.*frame-ancestors 'none'/);
    for (const secret of [...new URL(way.callback).searchParams.values(), way.session.client_secret!]) {
      assert.equal(page.html.includes(secret), false);
    }
    await way.repaired();
  });

  test('a second time changes nothing', async () => {
    const way = await onTheWayBack();
    assert.deepEqual(await read(way.callback, way.cookie), RETURNED);
    await way.repaired();
    const state = await everything(world, way.linked);
    const since = await mark(world);
    assert.deepEqual(await read(way.callback, way.cookie), NOT_OPEN);
    assert.deepEqual(await everything(world, way.linked), state);
    assert.deepEqual(await told(world, since), []);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', way.user), ['REVOKED', 'ACTIVE']);
  });

  test('twice at once counts once', async () => {
    const way = await onTheWayBack();
    const both = await Promise.all([read(way.callback, way.cookie), read(way.callback, way.cookie)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 400]);
    await way.repaired();
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', way.user), ['REVOKED', 'ACTIVE']);
  });

  const refused = (title: string, change: (callback: URL) => string, expected = NOT_OPEN) =>
    test(`${title} changes nothing, and the real one still counts`, async () => {
      const way = await onTheWayBack();
      assert.deepEqual(await read(change(new URL(way.callback)), way.cookie), expected);
      await way.unchanged();
      await waitsAtBank(way.flow);
      assert.deepEqual(await read(way.callback, way.cookie), RETURNED);
      await way.repaired();
    });
  const state = (value: string) => (callback: URL) => {
    callback.searchParams.set('state', value);
    return callback.href;
  };
  refused('with a forged state', state('A'.repeat(43)));
  refused('with an empty state', state(''));
  refused('with a state that is too long', state('A'.repeat(513)));
  refused('with a state that tries to be SQL', state("' or 1=1 --"));
  refused('with a NUL in its state', state('\0'));
  refused('without a state', (callback) => `${callback.origin}${callback.pathname}?code=x`);
  refused('at another institution', (callback) => callback.href.replace('/bank-oauth/', '/test-oauth/'));
  refused('at no institution', (callback) => callback.href.replace('/bank-oauth/', '/nowhere/'));
  refused('that is too long', (callback) => `${callback.href}&more=${'x'.repeat(8_192)}`);

  const elsewhere = (title: string, cookie: (own: string) => string) =>
    test(`${title} changes nothing, and the customer’s own still counts`, async () => {
      const way = await onTheWayBack();
      assert.deepEqual(await read(way.callback, cookie(way.cookie)), OTHER_BROWSER);
      await way.unchanged();
      await waitsAtBank(way.flow);
      assert.deepEqual(await read(way.callback, `theme=dark; ${way.cookie}; lang=en`), RETURNED);
      await way.repaired();
    });
  elsewhere('in a browser without our cookie', () => '');
  elsewhere('in a browser with a forged cookie', (own) => `${own.split('=')[0]}=${'A'.repeat(32)}`);
  elsewhere('in a browser with an empty cookie', (own) => `${own.split('=')[0]}=`);
  elsewhere('in a browser with the cookie’s value under another name', (own) => `relink_visit=${own.split('=')[1]}`);

  test('of one customer in the browser of another changes nothing for both', async () => {
    const [one, two] = [await onTheWayBack(), await onTheWayBack()];
    const since = await mark(world);
    assert.deepEqual(await read(one.callback, two.cookie), OTHER_BROWSER);
    assert.deepEqual(await read(two.callback, one.cookie), OTHER_BROWSER);
    await one.unchanged(since);
    await two.unchanged(since);
    // Both visits in one browser do not overwrite each other.
    const cookies = `${one.cookie}; ${two.cookie}`;
    assert.deepEqual(await read(two.callback, cookies), RETURNED);
    assert.deepEqual(await read(one.callback, cookies), RETURNED);
    await one.repaired();
    await two.repaired();
  });

  test('after ten minutes changes nothing, and a new visit repairs the link', async () => {
    const way = await onTheWayBack();
    ahead = 10 * MINUTE_MS;
    assert.deepEqual(await read(way.callback, way.cookie), NOT_OPEN);
    assert.deepEqual(await read(way.launch_url), NOT_OPEN);
    const { pane } = await way.flow.view('view');
    assert.deepEqual([pane.type, 'kind' in pane && pane.kind], ['error', 'expired']);
    await way.unchanged();
    ahead = 0;
    const again = await way.toBank();
    assert.deepEqual(await read(again.callback, again.cookie), RETURNED);
    await way.repaired();
  });

  test('of a visit that was left changes nothing', async () => {
    const way = await onTheWayBack();
    assert.deepEqual((await way.flow.view('leave-bank')).pane, { type: 'bank', state: 'ready' });
    assert.deepEqual(await read(way.callback, way.cookie), NOT_OPEN);
    await way.unchanged();
  });

  test('of an older visit changes nothing, and the newer one counts', async () => {
    const way = await onTheWayBack();
    const newer = await way.toBank();
    assert.deepEqual(await read(way.callback, `${way.cookie}; ${newer.cookie}`), NOT_OPEN);
    await way.unchanged();
    assert.deepEqual(await read(newer.callback, `${way.cookie}; ${newer.cookie}`), RETURNED);
    await way.repaired();
  });

  test('of a session that was ended meanwhile changes nothing', async () => {
    const way = await onTheWayBack();
    await way.flow.post('finish', { reason: 'exit' });
    const state = await everything(world, way.linked);
    const since = await mark(world);
    assert.deepEqual(await read(way.callback, way.cookie), NOT_OPEN);
    assert.deepEqual(await told(world, since), []);
    assert.deepEqual(await everything(world, way.linked), state);
    const session = await world.stripe.financialConnections.sessions.retrieve(way.session.id);
    assert.equal(session.status, 'cancelled');
  });

  test('with the bank’s refusal leads back to the flow, and changes nothing', async () => {
    const way = await onTheWayBack();
    const launched = await launch(await startVisit(way.flow));
    const callback = await decide(world, 'bank-oauth', launched.location, { user: way.user, outcome: 'cancel' });
    assert.deepEqual(await read(callback, launched.cookie), RETURNED);
    const { pane } = await settledView(world, way.flow);
    assert.deepEqual([pane.type, 'kind' in pane && pane.kind], ['error', 'bank_cancelled']);
    await way.unchanged();
  });

  test('with a code that the bank did not give changes nothing, and a new visit repairs the link', async () => {
    const way = await onTheWayBack();
    const forged = new URL(way.callback);
    forged.searchParams.set('code', 'A'.repeat(43));
    assert.deepEqual(await read(forged.href, way.cookie), RETURNED);
    assert.equal((await settledView(world, way.flow)).pane.type, 'error');
    await way.unchanged();
    const again = await way.toBank();
    assert.deepEqual(await read(again.callback, again.cookie), RETURNED);
    await way.repaired();
  });

  test('is a GET and nothing else', async () => {
    const way = await onTheWayBack();
    const response = await fetch(way.callback, { method: 'POST', headers: { cookie: way.cookie } });
    assert.equal(response.status, 404);
    await response.arrayBuffer();
    await way.unchanged();
  });
});

describe('a launch link', () => {
  const NOT_YET = { status: 200, title: 'Sign in at Bank (OAuth)?' };
  const opened = async () => {
    const way = await onTheWayBack();
    return { ...way, url: await startVisit(way.flow) };
  };
  const press = async (...args: Parameters<typeof pressLaunch>) => {
    const { status, title } = await pressLaunch(...args);
    return { status, title };
  };

  test('shows who asks as often as it is opened, and binds nothing', async () => {
    const { url, flow } = await opened();
    assert.match(url, new RegExp(`^${world.url}/banks/launch/[0-9A-Za-z]{32}$`));
    const before = await flow.view('view');
    for (const cookie of ['', 'relink_visit=x']) {
      const page = await openPage(url, { headers: { cookie } });
      assert.deepEqual([page.status, page.title], [NOT_YET.status, NOT_YET.title]);
      assert.equal(page.headers.get('set-cookie'), null);
      assert.equal(page.html.includes(new URL(world.bank_url).host), false);
    }
    assert.deepEqual(await flow.view('view'), before);
  });

  test('binds the visit to one browser by a cookie of ten minutes that no script reads', async () => {
    const { url } = await opened();
    const { headers, location } = await launch(url);
    const cookie = /^relink_visit_[0-9a-f]{16}=[0-9A-Za-z]{32}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/;
    assert.match(headers.get('set-cookie') ?? '', cookie);
    assert.match(headers.get('referrer-policy') ?? '', REFERRER);
    assert.equal(new URL(location).origin, new URL(world.bank_url).origin);
    assert.equal(location.includes('fcsess_'), false);
  });

  test('acts for its own page only', async () => {
    const { url, unchanged } = await opened();
    for (const origin of ['https://thief.example', 'null', '', null]) {
      assert.deepEqual(await press(url, origin), NOT_OPEN);
    }
    assert.deepEqual(await read(url), NOT_YET);
    await launch(url);
    await unchanged();
  });

  test('works once; the second time nothing changes and the first browser goes on', async () => {
    const way = await onTheWayBack();
    assert.deepEqual(await read(way.launch_url), ALREADY_OPENED);
    assert.deepEqual(await press(way.launch_url), ALREADY_OPENED);
    await way.unchanged();
    assert.deepEqual(await read(way.callback, way.cookie), RETURNED);
    await way.repaired();
  });

  test('twice at once opens the bank once', async () => {
    const { url } = await opened();
    const both = await Promise.all([press(url), press(url)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 410]);
  });

  test('that was never given, or is none, is no longer open', async () => {
    for (const token of ['A'.repeat(32), 'short', 'A'.repeat(33), `${'A'.repeat(31)}%00`, '..%2fflow']) {
      const url = `${world.url}/banks/launch/${token}`;
      assert.deepEqual([await read(url), await press(url)], [NOT_OPEN, NOT_OPEN]);
    }
  });

  test('of a visit that was left is no longer open', async () => {
    const { url, flow } = await opened();
    await flow.view('leave-bank');
    assert.deepEqual([await read(url), await press(url)], [NOT_OPEN, NOT_OPEN]);
  });

  test('that cannot be opened says so in German to a German browser', async () => {
    const headers = { 'accept-language': 'de-DE,de;q=0.9' };
    const page = await openPage(`${world.url}/banks/launch/${'A'.repeat(32)}`, { headers });
    assert.equal(page.title, 'Dieser Schritt ist nicht mehr offen');
    assert.match(page.html, /^<!doctype html><html lang="de">/);
  });
});
