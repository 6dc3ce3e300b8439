// Banks that protect themselves in their own ways: what is given back there, whom they know, and the keys that we are met with.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuthorizationId } from '../../server/src/kernel/id.ts';
import { decide, launch, openFlow, openPage, settledView, startVisit } from '../contract/flow_client.ts';
import { complete, consentsAtBank, link, relinkSession, simulateOnAuthorization } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

describe('a customer of', () => {
  let world: World;
  before(async () => {
    world = await joinTestWorld();
  });
  after(() => world.close());

  it('a bank without consent records loses what it granted, when the link is disconnected or another grant takes its place', async () => {
    const { accounts } = world.stripe.financialConnections;
    const linked = await link(world, { institution: 'Plain OAuth' });
    const user = String(linked.customer);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    assert.equal((await complete(world, session.id)).status, 'succeeded');
    await world.settle();
    assert.deepEqual(await consentsAtBank(world, 'plain-oauth', user), ['REVOKED', 'ACTIVE']);
    for (const { id } of linked.accounts) await accounts.disconnect(id);
    await world.settle();
    assert.deepEqual(await consentsAtBank(world, 'plain-oauth', user), ['REVOKED', 'REVOKED']);
    const { kysely } = world.platform.database;
    const loose = kysely.selectFrom('loose_grants').select('loose_grants.id');
    const kept = await loose
      .innerJoin('authorizations', 'authorizations.merchant', 'loose_grants.merchant')
      .where('authorizations.id', '=', linked.authorization as AuthorizationId)
      .execute();
    assert.deepEqual(kept, []);
  });

  it('a bank without ID tokens is known by the name that he signed in with himself', async () => {
    const { id: customer } = await world.stripe.customers.create({});
    const session = await world.stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer },
      permissions: ['balances'],
    });
    const flow = openFlow(world, session);
    await flow.view('agree');
    await flow.view('institution', { institution: 'fcinst_P1ainOauthB4nkR' });
    const { cookie, location } = await launch(await startVisit(flow));
    await openPage(await decide(world, 'plain-oauth', location, { user: 'gertrude' }), { headers: { cookie } });
    const { pane } = await settledView(world, flow);
    assert.ok(pane.type === 'account_picker', pane.type);
    await flow.view('accounts', { accounts: pane.accounts.map(({ id }) => id) });
    await world.settle();
    await flow.view('finish');
    const { accounts } = await world.stripe.financialConnections.sessions.retrieve(session.id);
    const authorization = String(accounts.data[0]?.authorization);
    await simulateOnAuthorization(world, authorization, 'consent_revoked');
    assert.equal((await world.stripe.financialConnections.accounts.retrieve(accounts.data[0]!.id)).status, 'inactive');
  });

  it('any bank is met with keys that are published, two of a kind, and no private half', async () => {
    const { keys } = (await (await fetch(`${world.url}/banks/jwks.json`)).json()) as { keys: Record<string, string>[] };
    assert.deepEqual(keys.map(({ use }) => use).sort(), ['enc', 'enc', 'sig', 'sig']);
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, 4);
    assert.ok(keys.every((key) => !('d' in key)));
  });
});
