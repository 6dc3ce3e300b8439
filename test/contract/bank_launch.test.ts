// The way to the bank (/banks/launch) without a browser: one link, one press of its button, one browser, or nothing changes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { joinTestWorld, type World } from '../world.ts';
import { launch, openPage, pressLaunch, startVisit } from './flow_client.ts';
import { ALREADY_OPENED, NOT_OPEN, onTheWayBack, RETURNED, read } from './way_to_bank.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

describe('a launch link', () => {
  const NOT_YET = { status: 200, title: 'Sign in at Bank (OAuth)?' };
  const opened = async () => {
    const way = await onTheWayBack(world);
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
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
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
    const way = await onTheWayBack(world);
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
