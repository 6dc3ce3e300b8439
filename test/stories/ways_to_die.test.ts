// Ways a link can die that live mode does not tell, by the numbers of the rows in the table of causes: the rest is in `anywhere`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decide, launch, openFlow, openPage, settledView, startVisit } from '../contract/flow_client.ts';
import {
  type Account,
  advanceTo,
  atBank,
  complete,
  consentsAtBank,
  idsOf,
  relinkSession,
  toldByDay,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { ALIVE, DEAD, onClocks } from './fates.ts';
import { linkPayer, pay } from './money.ts';
import { ownerOf } from './owner.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const [CHECKING, SAVINGS] = ['Everyday Checking', 'Rainy Day Savings'] as const;
const NEWEST = '2026-09-30.preview';

const { linkOnClock, fates, share } = onClocks(() => world);

async function numberOf({ id }: Pick<Account, 'id'>): Promise<string | undefined> {
  const { account_numbers } = await world.client({ apiVersion: NEWEST }).financialConnections.accounts.retrieve(id);
  return account_numbers?.[0]?.status;
}

describe('a link whose grant ended', () => {
  test('row 3: five that the bank ended within a day are its doing, the first included, unless they were repaired; each is told once', async () => {
    const bank = ['Three Months', 'three-months'] as const;
    const repaired = await linkOnClock(...bank);
    await repaired.toConsent('revoked_by_bank');
    await repaired.dayIs(1);
    await share(repaired, DEAD('access_denied'));
    await complete(world, (await relinkSession(world, repaired)).id);
    const links: (typeof repaired)[] = [];
    for (let count = 0; count < 4; count++) links.push(await linkOnClock(...bank));
    const users = links.map(({ customer }) => customer!);
    await world.control('POST', 'three-months/consents/simulate', { event: 'revoked_by_bank', users });
    // At once: none of them knows of the others until it has been written down.
    await Promise.all(links.map(({ dayIs }) => dayIs(1)));
    await world.settle();
    for (const linked of links) await share(linked, DEAD('institution_requirement'));
    await share(repaired, ALIVE);
    const events = await toldByDay(world, links.at(-1)!.since);
    const ids = links.flatMap(({ accounts }) => idsOf(accounts));
    assert.deepEqual(
      events.map(([day, type, id]) => `${day} ${type} ${id}`).toSorted(),
      ids.map((id) => `1 account.deactivated ${id}`).toSorted(),
    );
    const health = await (await ownerOf(world, links[0]!.accounts[0]!.id)).call('GET /health', {});
    const causes = health.deactivations.filter(({ institution }) => institution.name === bank[0]);
    const count = ids.length + repaired.accounts.length;
    assert.deepEqual(
      causes.map((row) => [row.cause, row.count]),
      [['institution_requirement', count]],
    );
  });

  test('row 4: whoever gives his own grant back for good has no link any more', async () => {
    const linked = await linkOnClock();
    const [basic, path] = ['relink:sandbox-bank-client-secret', `${world.bank_url}/bank-oauth`];
    const authorization = `Basic ${Buffer.from(basic).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'fdx:consents' });
    const answer = await fetch(`${path}/token`, { method: 'POST', headers: { authorization }, body });
    const { access_token } = (await answer.json()) as { access_token: string };
    const ended = await fetch(`${path}/fdx/v6/consents/${linked.consent}/revocation`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'USER_ACTION', initiator: 'DATA_RECIPIENT' }),
    });
    assert.equal(ended.status, 204);
    await linked.dayIs(1);
    await share(linked, ['disconnected']);
  });
});

const BANK = ['One Grant Per Customer', 'one-grant'] as const;

test('row 7: a look at the old grant while its customer chooses accounts under the newer one ends nothing', async () => {
  const linked = await linkOnClock(...BANK, { accounts: [CHECKING] });
  const account_holder = { type: 'customer', customer: linked.customer! } as const;
  const wanted = { account_holder, permissions: ['balances' as const], limits: { accounts: 1 } };
  const session = await world.stripe.financialConnections.sessions.create(wanted);
  const flow = openFlow(world, session);
  await flow.view('agree');
  await flow.view('institution', { institution: linked.accounts[0]!.institution });
  const { cookie, location } = await launch(await startVisit(flow));
  const decision = { user: linked.customer!, accounts: [CHECKING, SAVINGS] };
  await openPage(await decide(world, BANK[1], location, decision), { headers: { cookie } });
  const { pane } = await settledView(world, flow);
  assert.ok(pane.type === 'account_picker', pane.type);
  assert.deepEqual(await consentsAtBank(world, BANK[1], linked.customer!), ['REVOKED', 'ACTIVE']);
  await linked.dayIs(1);
  await share(linked, ALIVE);
  const checking = pane.accounts.find(({ display_name }) => display_name === CHECKING)!;
  await flow.view('accounts', { accounts: [checking.id] });
  await world.settle();
  await linked.dayIs(2);
  await share(linked, ALIVE);
  assert.deepEqual(await toldByDay(world, linked.since), [[1, 'session.updated', session.id]]);
  assert.deepEqual(await consentsAtBank(world, BANK[1], linked.customer!), ['REVOKED', 'ACTIVE']);
});

describe('one account of a link', () => {
  test('row 22: the number that a debit came back from is dead until a relink', async () => {
    const payer = await linkPayer(world);
    const slug = 'tokenized-account-numbers';
    const { accounts } = await atBank(world, slug, payer.customer);
    const { account_id } = accounts.find(({ display_name }) => display_name === payer.account.display_name)!;
    const path = `${slug}/people/${payer.customer}/accounts/${account_id}/simulate`;
    await world.control('POST', path, { event: 'number_revoked' });
    await pay(world, payer);
    assert.deepEqual([await numberOf(payer.account), (await fates([payer.account]))[0]], ['deactivated', ALIVE]);
    await advanceTo(world, payer.test_clock, 2);
    assert.equal(await numberOf(payer.account), 'deactivated');
    await complete(world, (await relinkSession(world, payer, { account: payer.account.id })).id);
    assert.equal(await numberOf(payer.account), 'transactable');
  });
});
