// The example for a merchant's page in Chromium: what each end of a relink means, and the ways on.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brokenLink, type Customer, openStage, type Stage } from '../browser/stage.ts';
import { relinkSession } from '../story.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/browser/relink.js'), 'utf8');

let stage: Stage;
let server: Server;
let origin: string;
before(async () => {
  stage = await openStage();
  const page = `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><script src="${stage.world.url}/v1/relink.js"></script>
    <script type="module">import * as example from '/relink.js'; window.example = example;</script></html>`;
  server = createServer((request, answer) => {
    const script = request.url === '/relink.js';
    answer.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' }).end(script ? EXAMPLE : page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  server.close();
  server.closeAllConnections();
  await stage.close();
});

interface Result {
  outcome: string;
  ways_on?: string[];
  account?: { id: string; display_name: string };
  missing?: string[];
  added?: string[];
}

/** Calls a function of the example in the page; resolves once the customer is through. */
function decide(jenny: Customer, name: string, secret: string | null, existing: string[]): Promise<Result> {
  const { publishable } = stage.world.keys;
  jenny.watch.keepSecret(secret ?? '');
  const args = JSON.stringify([secret, existing]);
  const relink = `Relink(${JSON.stringify(publishable)}, { apiBase: ${JSON.stringify(stage.world.url)} })`;
  return jenny.page.evaluate(`example[${JSON.stringify(name)}](${relink}, ...${args})`) as Promise<Result>;
}

test('a wrong account, any account at the bank, all accounts for their data, and leaving', async () => {
  const { world } = stage;
  const linked = await brokenLink(world);
  const [account] = linked.accounts;
  const existing = [account!.id];
  await stage.customer({ origins: [origin] }, async (jenny) => {
    await jenny.page.goto(origin);
    await jenny.page.waitForFunction('window.example && window.Relink');

    const exact = await relinkSession(world, linked, { account: account!.id });
    const wrong = decide(jenny, 'relinkThisAccount', exact.client_secret, []);
    const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
    await bank.agree(['Rainy Day Savings']);
    await jenny.sees('That is a different account');
    await jenny.press('Back to');
    assert.deepEqual(await wrong, {
      outcome: 'no_account',
      ways_on: ['any_account_at_this_bank', 'another_payment_method'],
    });

    const filters = { account_subcategories: ['checking' as const, 'savings' as const] };
    const open = await relinkSession(world, linked, { limits: { accounts: 1 }, filters });
    const any = decide(jenny, 'relinkAnyAccount', open.client_secret, existing);
    const other = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
    await other.agree(['Rainy Day Savings']);
    await jenny.sees('Bank (OAuth) is reconnected');
    await jenny.press('Back to');
    const chosen = await any;
    assert.deepEqual([chosen.outcome, chosen.account?.display_name], ['new_account', 'Rainy Day Savings']);

    const all = await relinkSession(world, linked);
    const data = decide(jenny, 'relinkData', all.client_secret, existing);
    const third = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
    await third.agree();
    await jenny.sees('Bank (OAuth) is reconnected');
    await jenny.press('Back to');
    const { outcome, missing, added } = await data;
    assert.deepEqual([outcome, missing, added], ['relinked', existing, [chosen.account?.id]]);

    const last = await relinkSession(world, linked, { account: account!.id });
    const left = decide(jenny, 'relinkThisAccount', last.client_secret, []);
    await jenny.press('Close');
    await jenny.press('Yes, stop');
    assert.deepEqual(await left, { outcome: 'no_authorization', ways_on: ['try_again'] });
  });
});
