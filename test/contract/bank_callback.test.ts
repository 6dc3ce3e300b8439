// The way back from the bank (/banks/:slug/callback) without a browser: once, in time, in the same browser, or nothing changes.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { consentsAtBank, everything, mark, told } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { decide, type FlowClient, launch, openPage, settledView, startVisit } from './flow_client.ts';
import { NOT_OPEN, OTHER_BROWSER, onTheWayBack, RETURNED, read } from './way_to_bank.ts';

const MINUTE_MS = 60_000;

let world: World;
let ahead = 0;
before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(Date.now() + ahead) } });
});
beforeEach(() => {
  ahead = 0;
});
after(() => world.close());

async function waitsAtBank(flow: FlowClient): Promise<void> {
  const { pane } = await flow.view('view');
  assert.deepEqual([pane.type, 'state' in pane && pane.state], ['bank', 'open']);
}

describe('a callback', () => {
  test('in the browser that started repairs the link', async () => {
    const way = await onTheWayBack(world);
    const page = await openPage(way.callback, { headers: { cookie: way.cookie } });
    assert.deepEqual([page.status, page.title], [RETURNED.status, RETURNED.title]);
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(
      policy,
      /^default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+';.*frame-ancestors 'none'$/,
    );
    for (const secret of [...new URL(way.callback).searchParams.values(), way.session.client_secret!]) {
      assert.equal(page.html.includes(secret), false);
    }
    await way.repaired();
  });

  test('a second time changes nothing', async () => {
    const way = await onTheWayBack(world);
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
    const way = await onTheWayBack(world);
    const both = await Promise.all([read(way.callback, way.cookie), read(way.callback, way.cookie)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 400]);
    await way.repaired();
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', way.user), ['REVOKED', 'ACTIVE']);
  });

  describe('that is not the customer’s own changes nothing:', () => {
    let way: Awaited<ReturnType<typeof onTheWayBack>>;
    before(async () => {
      way = await onTheWayBack(world);
    });
    const refused = (title: string, forge: () => { url?: string; cookie?: string }, expected = NOT_OPEN) =>
      test(title, async () => {
        const { url = way.callback, cookie = way.cookie } = forge();
        assert.deepEqual(await read(url, cookie), expected);
        await way.unchanged();
        await waitsAtBank(way.flow);
      });
    const state = (value: string) => () => {
      const url = new URL(way.callback);
      url.searchParams.set('state', value);
      return { url: url.href };
    };
    const at = (slug: string) => () => ({ url: way.callback.replace('/bank-oauth/', `/${slug}/`) });
    const name = () => way.cookie.split('=')[0];
    refused('with a forged state', state('A'.repeat(43)));
    refused('with an empty state', state(''));
    refused('with a state that is too long', state('A'.repeat(513)));
    refused('with a state that tries to be SQL', state("' or 1=1 --"));
    refused('with a NUL in its state', state('\0'));
    refused('without a state', () => ({ url: `${world.url}/banks/bank-oauth/callback?code=x` }));
    refused('at another institution', at('test-oauth'));
    refused('at no institution', at('nowhere'));
    refused('that is too long', () => ({ url: `${way.callback}&more=${'x'.repeat(8_192)}` }));
    refused('in a browser without our cookie', () => ({ cookie: '' }), OTHER_BROWSER);
    refused('in a browser with a forged cookie', () => ({ cookie: `${name()}=${'A'.repeat(32)}` }), OTHER_BROWSER);
    refused('in a browser with an empty cookie', () => ({ cookie: `${name()}=` }), OTHER_BROWSER);
    refused(
      'with the cookie’s value under another name',
      () => ({ cookie: `visit=${way.cookie.split('=')[1]}` }),
      OTHER_BROWSER,
    );

    test('and after all of these his own still counts, among other cookies', async () => {
      assert.deepEqual(await read(way.callback, `theme=dark; ${way.cookie}; lang=en`), RETURNED);
      await way.repaired();
    });
  });

  test('of one customer in the browser of another changes nothing for both', async () => {
    const [one, two] = [await onTheWayBack(world), await onTheWayBack(world)];
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
    const way = await onTheWayBack(world);
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
    const way = await onTheWayBack(world);
    assert.deepEqual((await way.flow.view('leave-bank')).pane, { type: 'bank', state: 'ready' });
    assert.deepEqual(await read(way.callback, way.cookie), NOT_OPEN);
    await way.unchanged();
  });

  test('of an older visit changes nothing, and the newer one counts', async () => {
    const way = await onTheWayBack(world);
    const newer = await way.toBank();
    assert.deepEqual(await read(way.callback, `${way.cookie}; ${newer.cookie}`), NOT_OPEN);
    await way.unchanged();
    assert.deepEqual(await read(newer.callback, `${way.cookie}; ${newer.cookie}`), RETURNED);
    await way.repaired();
  });

  test('of a session that was ended meanwhile changes nothing', async () => {
    const way = await onTheWayBack(world);
    await way.flow.post('finish', { reason: 'exit' });
    const state = await everything(world, way.linked);
    const since = await mark(world);
    assert.deepEqual(await read(way.callback, way.cookie), NOT_OPEN);
    assert.deepEqual(await told(world, since), []);
    assert.deepEqual(await everything(world, way.linked), state);
    const session = await world.stripe.financialConnections.sessions.retrieve(way.session.id);
    assert.equal(session.status, 'cancelled');
  });

  test('with the bank’s refusal leads back to the flow, changes nothing, and shows no word of the bank’s', async () => {
    const way = await onTheWayBack(world);
    const launched = await launch(await startVisit(way.flow));
    const refusal = new URL(
      await decide(world, 'bank-oauth', launched.location, { user: way.user, outcome: 'cancel' }),
    );
    refusal.searchParams.set('error_description', '<img src=x onerror=alert(1)> call +1 900 555 0100');
    refusal.searchParams.set('error_uri', 'javascript:alert(1)');
    const page = await openPage(refusal.href, { headers: { cookie: launched.cookie } });
    assert.deepEqual({ status: page.status, title: page.title }, RETURNED);
    const view = await settledView(world, way.flow);
    assert.deepEqual([view.pane.type, 'kind' in view.pane && view.pane.kind], ['error', 'bank_cancelled']);
    for (const shown of [page.html, JSON.stringify(view)]) assert.doesNotMatch(shown, /onerror|555 0100|javascript:/);
    await way.unchanged();
  });

  test('with a code that another customer was given changes nothing for both, and his own still repairs his link', async () => {
    const [victim, thief] = [await onTheWayBack(world), await onTheWayBack(world)];
    const since = await mark(world);
    const injected = new URL(victim.callback);
    injected.searchParams.set('code', new URL(thief.callback).searchParams.get('code')!);
    assert.deepEqual(await read(injected.href, victim.cookie), RETURNED);
    assert.equal((await settledView(world, victim.flow)).pane.type, 'error');
    await victim.unchanged(since);
    await thief.unchanged(since);
    const again = await victim.toBank();
    assert.deepEqual(await read(again.callback, again.cookie), RETURNED);
    await victim.repaired();
  });

  test('with another issuer changes nothing, and a new visit repairs the link', async () => {
    const way = await onTheWayBack(world);
    const forged = new URL(way.callback);
    forged.searchParams.set('iss', 'https://thief.example');
    assert.deepEqual(await read(forged.href, way.cookie), RETURNED);
    assert.equal((await settledView(world, way.flow)).pane.type, 'error');
    await way.unchanged();
    const again = await way.toBank();
    assert.deepEqual(await read(again.callback, again.cookie), RETURNED);
    await way.repaired();
  });

  test('is a GET and nothing else', async () => {
    const way = await onTheWayBack(world);
    const response = await fetch(way.callback, { method: 'POST', headers: { cookie: way.cookie } });
    assert.equal(response.status, 404);
    await response.arrayBuffer();
    await way.unchanged();
  });
});
