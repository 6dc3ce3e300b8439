// The customer's own page (/relink/:token) without a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { link, simulateOnAuthorization } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await openTestWorld();
});
after(() => world.close());

test('smoke', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer: linked.customer! },
    permissions: ['payment_method', 'balances'],
    ui_mode: 'hosted',
    hosted: { delivery_method: 'url' },
    relink_options: { authorization: linked.authorization, account: linked.accounts[0]!.id },
  } as never);
  const url = (session as any).url as string;
  const got = await fetch(url);
  const html = await got.text();
  console.log(got.status, [...got.headers], html);
  const cookie = got.headers.getSetCookie()[0]!.split(';')[0]!;
  const token = /name="form_token" value="([^"]*)"/.exec(html)![1]!;
  const posted = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: 'null' },
    body: new URLSearchParams({ form_token: token }),
  });
  console.log(posted.status, [...posted.headers], await posted.text());
});
