// Every way a link can die at its bank, by the numbers of the rows in the table of causes: what the bank does, what the merchant reads.
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
  link,
  named,
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

const NEWEST = '2026-09-30.preview';
const [CHECKING, SAVINGS] = ['Everyday Checking', 'Rainy Day Savings'] as const;

const { linkOnClock, fates, share } = onClocks(() => world);

async function numberOf({ id }: Pick<Account, 'id'>): Promise<string | undefined> {
  const { account_numbers } = await world.client({ apiVersion: NEWEST }).financialConnections.accounts.retrieve(id);
  return account_numbers?.[0]?.status;
}

describe('a link whose grant ended', () => {
  const WAYS: [rows: string, event: string, slug: string, name: string, cause: string][] = [
    ['1: expired', 'expired', 'bank-oauth', 'Bank (OAuth)', 'access_expired'],
    ['2: the customer revoked it', 'revoked', 'bank-oauth', 'Bank (OAuth)', 'access_denied'],
    ['3: the bank ended this one', 'revoked_by_bank', 'ownership-accounts', 'Ownership Accounts', 'access_denied'],
    ['5: its tokens are dead and it lives', 'tokens_lost', 'bank-oauth', 'Bank (OAuth)', 'unspecified'],
    [
      '9: a new sign-in is wanted',
      'reauthentication_required',
      'bank-oauth',
      'Bank (OAuth)',
      'institution_requirement',
    ],
  ];
  for (const [row, event, slug, name, cause] of WAYS) {
    test(`row ${row}: ${cause}, told once per account, and a relink repairs it`, async () => {
      const linked = await linkOnClock(name, slug);
      await linked.toConsent(event);
      await linked.dayIs(2);
      await share(linked, DEAD(cause));
      const toldOnce = idsOf(linked.accounts).map((id) => [1, 'account.deactivated', id]);
      assert.deepEqual(await toldByDay(world, linked.since), toldOnce);
      await complete(world, (await relinkSession(world, linked)).id);
      await share(linked, ALIVE);
    });
  }

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

  for (const [event, cause] of [
    ['revoked', 'access_denied'],
    ['expired', 'access_expired'],
    ['tokens_lost', 'unspecified'],
  ] as const) {
    test(`row 6: at a bank without records its own words tell that it was ${event}: ${cause}`, async () => {
      const linked = await linkOnClock('Plain OAuth', 'plain-oauth');
      await linked.toConsent(event);
      await linked.dayIs(1);
      await share(linked, DEAD(cause));
    });
  }
});

describe('a bank that keeps one grant per customer', () => {
  const BANK = ['One Grant Per Customer', 'one-grant'] as const;

  test('row 7: the link of another holder dies at once when the same person links other accounts', async () => {
    const bank_user = `shared-${Date.now()}`;
    const first = await linkOnClock(...BANK, { bank_user, accounts: [CHECKING] });
    const second = await linkOnClock(...BANK, { bank_user, accounts: [SAVINGS] });
    assert.notEqual(first.authorization, second.authorization);
    assert.deepEqual(await fates([...first.accounts, ...second.accounts]), [DEAD('access_denied'), ALIVE]);
  });

  test('row 7: and the holder’s own link goes on under the newer grant, with the same number and no event of its end', async () => {
    const linked = await linkOnClock(...BANK, { accounts: [CHECKING] });
    const again = await link(world, { customer: linked.customer, institution: BANK[0], accounts: [CHECKING, SAVINGS] });
    assert.equal(again.authorization, linked.authorization);
    assert.deepEqual(await fates(again.accounts), [ALIVE, ALIVE]);
    const types = (await toldByDay(world, linked.since)).map(([, type]) => type);
    assert.deepEqual(types, ['account.created', 'session.updated']);
  });

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

  for (const [holder, customer] of [
    ['a customer’s', undefined],
    ['nobody’s', null],
  ] as const) {
    test(`after a wrong account ${holder} link keeps the grant that took the place of its own, and what it leaves out is told`, async () => {
      const bank_user = `chooser-${Date.now()}`;
      const linked = await linkOnClock(...BANK, { bank_user, accounts: [CHECKING, SAVINGS], customer });
      const target = named(linked.accounts, CHECKING);
      const session = await relinkSession(world, linked, { account: target.id });
      const done = await complete(world, session.id, { outcome: 'wrong_account' });
      assert.equal(done.relink_result?.failure_reason, 'no_account');
      const consents = (await atBank(world, BANK[1], bank_user)).consents.map(({ status }) => status);
      assert.deepEqual(consents, ['REVOKED', 'ACTIVE']);
      const other = named(linked.accounts, SAVINGS);
      assert.deepEqual(await fates([target, other]), [DEAD('access_denied'), ALIVE]);
    });
  }
});

describe('one account of a link', () => {
  const linkTwo = (options: Parameters<typeof link>[1] = {}) =>
    linkOnClock('Bank (OAuth)', 'bank-oauth', { accounts: [CHECKING, SAVINGS], ...options });

  test('row 10: what the customer no longer shares is no longer permitted, and the account goes on without it', async () => {
    const linked = await linkTwo();
    await linked.withdraw('PAYMENT_SUPPORT');
    await linked.dayIs(1);
    assert.deepEqual(await fates(linked.accounts), [ALIVE, ALIVE]);
    const { accounts } = world.stripe.financialConnections;
    const [account] = linked.accounts;
    assert.deepEqual((await accounts.retrieve(account!.id)).permissions, ['balances']);
    await linked.withdraw('ACCOUNT_DETAILED');
    await accounts.refresh(account!.id, { features: ['balance'] });
    await world.settle();
    assert.deepEqual((await accounts.retrieve(account!.id)).permissions, []);
    assert.deepEqual(await fates(linked.accounts), [DEAD('access_denied'), ALIVE]);
  });

  test('rows 11 and 12: a closed account has no way back, one that is no longer shared has; the link lives', async () => {
    const linked = await linkTwo({ accounts: [CHECKING, SAVINGS, 'Platinum Card'] });
    await linked.toAccount(CHECKING, 'closed');
    await linked.toAccount(SAVINGS, 'sharing_stopped');
    await linked.dayIs(1);
    assert.deepEqual(await fates(linked.accounts), [DEAD('account_closed', 'none'), DEAD('access_denied'), ALIVE]);
  });

  test('row 13: an account that is missing is given a day before it counts as gone', async () => {
    const linked = await linkTwo();
    await linked.toAccount(CHECKING, 'unavailable');
    await linked.dayIs(1);
    assert.deepEqual(await fates(linked.accounts), [ALIVE, ALIVE]);
    await linked.dayIs(2);
    assert.deepEqual(await fates(linked.accounts), [DEAD('account_unavailable'), ALIVE]);
  });

  test('row 14: a restricted account cannot be debited, is unavailable after a week, and back when the bank says so', async () => {
    const linked = await linkTwo();
    const [checking] = linked.accounts;
    await linked.toAccount(CHECKING, 'restricted');
    await linked.dayIs(1);
    assert.deepEqual([await numberOf(checking!), (await fates([checking!]))[0]], ['pending', ALIVE]);
    await linked.dayIs(7.9);
    assert.deepEqual(await fates(linked.accounts), [ALIVE, ALIVE]);
    await linked.dayIs(8);
    assert.deepEqual(await fates(linked.accounts), [DEAD('account_unavailable', 'none'), ALIVE]);
    await linked.toAccount(CHECKING, 'unrestricted');
    await linked.dayIs(9);
    assert.deepEqual([await numberOf(checking!), (await fates([checking!]))[0]], ['transactable', ALIVE]);
    const types = (await toldByDay(world, linked.since)).map(([, type, id]) => [id === checking!.id, type]);
    const story = ['account_numbers_updated', 'deactivated', 'reactivated', 'account_numbers_updated'];
    assert.deepEqual(
      types,
      story.map((type) => [true, `account.${type}`]),
    );
  });

  test('row 15: an account that is about to be closed works on, and that is told once', async () => {
    const linked = await linkTwo();
    const [checking] = linked.accounts;
    await linked.toAccount(CHECKING, 'closing');
    await linked.dayIs(2);
    assert.deepEqual(await fates(linked.accounts), [ALIVE, ALIVE]);
    assert.equal(await numberOf(checking!), 'transactable');
    assert.deepEqual(await toldByDay(world, linked.since), [[1, 'account.upcoming_deactivation', checking!.id]]);
  });

  test('row 16: a kind of account that has no number loses that permission and nothing else', async () => {
    const linked = await linkTwo();
    await linked.toAccount(CHECKING, 'unsupported');
    await linked.dayIs(1);
    assert.deepEqual(await fates(linked.accounts), [ALIVE, ALIVE]);
    const { permissions } = await world.stripe.financialConnections.accounts.retrieve(linked.accounts[0]!.id);
    assert.deepEqual(permissions, ['balances']);
  });

  test('rows 17 and 18: a number in the making, and a row that the bank cannot read, change nothing', async () => {
    const linked = await linkTwo();
    await linked.toAccount(CHECKING, 'number_pending');
    await linked.toAccount(SAVINGS, 'incomplete');
    await linked.dayIs(2);
    assert.deepEqual(await fates(linked.accounts), [ALIVE, ALIVE]);
    assert.deepEqual(await toldByDay(world, linked.since), []);
  });

  test('rows 14 and 18: an error in the row of one account is about that account only', async () => {
    const linked = await linkTwo();
    await linked.toAccount(CHECKING, 'locked');
    await linked.toAccount(SAVINGS, 'closed');
    await linked.toAccount(SAVINGS, 'reopened');
    await linked.dayIs(1);
    assert.deepEqual(await fates(linked.accounts), [ALIVE, DEAD('account_unavailable')]);
    assert.equal(await numberOf(linked.accounts[0]!), 'pending');
  });

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
