// What a bank says of itself, of us or of a customer: which links die of it, which do not, and when.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { decide, launch, openFlow, openPage, settledView, startVisit } from '../contract/flow_client.ts';
import {
  type Account,
  advanceTo,
  atBank,
  complete,
  consentsAtBank,
  link,
  mark,
  newClock,
  told,
  until,
} from '../story.ts';
import type { World } from '../world.ts';
import { linkPayer, pay } from './money.ts';
import { type OddBank, openOddBank } from './odd_bank.ts';

const DAY_MS = 86_400_000;

/** How far the platform's clock is ahead. */
let ahead_ms = 0;
let bank: OddBank;
let world: World;
before(async () => {
  bank = await openOddBank({ clock: { now: () => new Date(Date.now() + ahead_ms) } });
  world = bank.world;
});
afterEach(() => bank.reset());
after(() => bank.world.close());

async function linkOnClock(institution: string) {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution, test_clock });
  const since = await mark(world);
  return { ...linked, since, dayIs: (days: number) => advanceTo(world, test_clock, days) };
}

/** The fate that all accounts of a link share. */
async function fateOf({ accounts }: { accounts: Pick<Account, 'id'>[] }): Promise<unknown[]> {
  const fates = await Promise.all(
    accounts.map(async ({ id }) => {
      const { status, status_details } = await world.stripe.financialConnections.accounts.retrieve(id);
      return [status, status_details?.inactive?.cause, status_details?.inactive?.action].filter(Boolean);
    }),
  );
  assert.deepEqual(new Set(fates.map(String)).size, 1);
  return fates[0]!;
}

test('row 19: a bank that serves us no data at all changes no account for a week, and is forgiven by one read', async () => {
  const linked = await linkOnClock('Three Months');
  await world.control('PUT', 'three-months/suspension', { suspended: true });
  for (const day of [1, 5]) await linked.dayIs(day);
  assert.deepEqual(await fateOf(linked), ['active']);
  await linked.dayIs(8);
  assert.deepEqual(await fateOf(linked), ['inactive', 'institution_requirement', 'none']);
  await world.control('PUT', 'three-months/suspension', { suspended: false });
  await linked.dayIs(9);
  assert.deepEqual(await fateOf(linked), ['active']);
});

test('row 19: a bank that does not know one customer, and others very well, has lost that one', async () => {
  const known = await linkOnClock('Surviving Numbers');
  const lost = await linkOnClock('Surviving Numbers');
  const slug = 'surviving-numbers';
  for (const day of [1, 8]) {
    await known.dayIs(day);
    await world.control('PUT', `${slug}/faults`, { status: 404, code: '601', at: 'fdx' });
    await lost.dayIs(day);
    assert.deepEqual(
      await fateOf(lost),
      day === 1 ? ['active'] : ['inactive', 'account_unavailable', 'relink_required'],
    );
    await world.control('PUT', `${slug}/faults`, {});
  }
  assert.deepEqual(await fateOf(known), ['active']);
});

test('row 22: the number that a debit came back from is dead though the bank goes on calling it good', async () => {
  const payer = await linkPayer(world);
  const slug = 'tokenized-account-numbers';
  const { accounts } = await atBank(world, slug, payer.customer);
  const { account_id } = accounts.find(({ display_name }) => display_name === payer.account.display_name)!;
  bank.instead = ({ path }, text) =>
    path.endsWith(`${account_id}/payment-networks`) ? JSON.parse(text.replaceAll('REVOKED', 'ACTIVE')) : null;
  const path = `${slug}/people/${payer.customer}/accounts/${account_id}/simulate`;
  await world.control('POST', path, { event: 'number_revoked' });
  const since = await mark(world);
  const paid = await pay(world, payer);
  assert.equal(paid.status, 'requires_payment_method');
  await advanceTo(world, payer.test_clock, 2);
  const updates = (await told(world, since)).filter(([type]) => type.startsWith('account.'));
  assert.deepEqual(updates, [['account.account_numbers_updated', payer.account.id]]);
  const { status, account_numbers } = await world.stripe.financialConnections.accounts.retrieve(payer.account.id);
  assert.deepEqual([status, account_numbers?.[0]?.status], ['active', 'deactivated']);
});

test('row 19: in real time, too, all links of such a bank are broken after a week, although work left it alone meanwhile', async () => {
  const links: Awaited<ReturnType<typeof link>>[] = [];
  for (let count = 0; count < 6; count++) links.push(await link(world, { institution: 'One Grant Per Customer' }));
  await world.control('PUT', 'one-grant/suspension', { suspended: true });
  const fates = () => Promise.all(links.map(async (linked) => String(await fateOf(linked))));
  const since = await mark(world);
  ahead_ms += 1.1 * DAY_MS;
  await world.settle();
  assert.deepEqual(new Set(await fates()), new Set(['active']));
  assert.deepEqual(await told(world, since), []);
  ahead_ms += 7.5 * DAY_MS;
  await world.settle();
  assert.deepEqual(new Set(await fates()), new Set(['inactive,institution_requirement,none']));
});

test('a bank whose history comes slowly and does not end is given up after a while, and the link lives', async () => {
  const { id: customer } = await world.stripe.customers.create({});
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['transactions'],
  });
  const [account] = (await complete(world, session.id, { institution: 'Bank (OAuth)' })).accounts.data;
  let pages = 0;
  bank.instead = ({ path }) => {
    if (!path.endsWith('/transactions')) return null;
    ahead_ms += 5 * 60_000;
    pages += 1;
    return { transactions: [], page: { nextPageKey: `page-${pages}` } };
  };
  await world.stripe.financialConnections.accounts.refresh(account!.id, { features: ['transactions'] });
  await world.settle();
  const { status, transaction_refresh } = await world.stripe.financialConnections.accounts.retrieve(account!.id);
  assert.deepEqual([status, transaction_refresh?.status], ['active', 'failed']);
  // Seven for each try: to the leases of jobs the time that is jumped over is time that passes.
  assert.ok(pages < 50, `${pages} pages`);
});

test('a grant that the bank gives to two is not ended with the first link while the second is being made', async () => {
  const [institution, slug] = ['Test (OAuth)', 'test-oauth'];
  const first = await link(world, { institution });
  const user = first.customer!;
  const [consent] = (await atBank(world, slug, user)).consents;
  bank.instead = ({ path }, text) =>
    path.endsWith('/token') && text.includes('"grant_id"')
      ? { ...JSON.parse(text), grant_id: consent!.consent_id }
      : null;
  const { id: customer } = await world.stripe.customers.create({});
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method'],
  });
  const flow = openFlow(world, session);
  await flow.view('agree');
  await flow.view('institution', { institution: first.accounts[0]!.institution });
  const { cookie, location } = await launch(await startVisit(flow));
  await openPage(await decide(world, slug, location, { user }), { headers: { cookie } });
  const { pane } = await settledView(world, flow);
  assert.equal(pane.type, 'account_picker');
  for (const { id } of first.accounts) await world.stripe.financialConnections.accounts.disconnect(id);
  await world.settle();
  assert.deepEqual(await consentsAtBank(world, slug, user), ['ACTIVE', 'ACTIVE']);
  await flow.view('leave-bank');
  await world.settle();
  assert.deepEqual(await consentsAtBank(world, slug, user), ['REVOKED', 'ACTIVE'], 'whoever has it last gives it back');
});

test('two banks that give their consents the same id are both told that theirs has ended, also where one is down', async () => {
  const told: string[] = [];
  let down = true;
  bank.instead = ({ method, path }, text) => {
    if (path.endsWith('/token') && text.includes('"grant_id"')) return { ...JSON.parse(text), grant_id: '12345' };
    if (method !== 'PUT' || !path.endsWith('/consents/12345/revocation')) return null;
    const [, slug] = path.split('/');
    if (slug === 'test-oauth' && down) return 503;
    told.push(slug!);
    return {};
  };
  const first = await link(world, { institution: 'Test (OAuth)' });
  const second = await link(world, { institution: 'Bank (OAuth)' });
  for (const { accounts } of [first, second]) {
    for (const { id } of accounts) await world.stripe.financialConnections.accounts.disconnect(id);
    await world.settle();
  }
  assert.deepEqual(told, ['bank-oauth']);
  down = false;
  ahead_ms += 3_600_000;
  await until('the bank that was down is told', async () => told.length === 2);
  assert.deepEqual(told, ['bank-oauth', 'test-oauth']);
});
