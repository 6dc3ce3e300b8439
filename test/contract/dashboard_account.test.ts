// One account at the Dashboard with all around it: its story, requests to relink, changes as they happen, downloads.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccountFilter } from '../../server/src/wire/dashboard.ts';
import type { AccountRow } from '../../server/src/wire/dashboard_objects.ts';
import { type Dashboard, dashboardWith, joinTeam } from '../dashboard.ts';
import { advanceTo, complete, DAY_ZERO, link, newClock, simulateOnAccount } from '../story.ts';
import type { World } from '../world.ts';
import { type Linked, MANY, openLinkedAccounts } from './linked_accounts.ts';

let world: World;
let owner: Dashboard;
let linked: Linked;
let all: AccountRow[];

const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);
const list = async (query: AccountFilter) =>
  (await owner.call('GET /accounts', { query: { ...query, limit: '200' } })).data;
const found = async (filter: AccountFilter) => idsOf(await list(filter));

before(async () => {
  ({ world, owner, linked } = await openLinkedAccounts());
  all = await list({});
});
after(() => world.close());

describe('an account', () => {
  it('is told with its link, its siblings, its events and the object of the API', async () => {
    const [account, ...others] = linked.revoked.accounts;
    const detail = await owner.call('GET /accounts/:id', { path: { id: account!.id } });
    assert.deepEqual([detail.account.status, detail.account.cause], ['inactive', 'access_denied']);
    assert.deepEqual(detail.problem, { reason: 'no_email', next_at: null });
    assert.equal(detail.authorization.id, linked.revoked.authorization);
    assert.deepEqual(idsOf(detail.siblings).sort(), idsOf(others).sort());
    assert.ok(detail.events.some((event) => event.type === 'financial_connections.account.deactivated'));
    const raw = await world.stripe.financialConnections.accounts.retrieve(account!.id);
    assert.deepEqual(detail.raw, JSON.parse(JSON.stringify(raw)));
    assert.deepEqual([detail.timeline, detail.match_report], [[], null]);
  });

  it('is told with its balance, what is refreshed daily, and when its data was read last', async () => {
    const { id } = linked.clocked.accounts[0]!;
    const read = () => owner.call('GET /accounts/:id', { path: { id } });
    assert.deepEqual([(await read()).balance, (await read()).subscriptions], [null, []]);
    const { accounts } = world.stripe.financialConnections;
    await accounts.subscribe(id, { features: ['balance'] });
    await world.settle();
    const { balance } = await accounts.retrieve(id);
    const { account, ...detail } = await read();
    assert.deepEqual(detail.balance, { current: balance?.current.usd, currency: 'usd', as_of: balance?.as_of });
    assert.deepEqual(detail.subscriptions, ['balance']);
    // In real time, although the customer lives in another one.
    assert.ok(Math.abs(account.last_refreshed_at! - Date.now() / 1000) < 300);
    await accounts.unsubscribe(id, { features: ['balance'] });
  });

  it('of another business is not there', async () => {
    const stranger = world.client({ key: world.strangers!.other.secret });
    const customer = await stranger.customers.create({ name: 'Theirs' });
    assert.equal((await owner.refused('GET /customers/:id', { path: { id: customer.id } })).status, 404);
    assert.equal((await owner.refused('GET /accounts/:id', { path: { id: 'fca_unknown' } })).status, 404);
  });

  it('tells the story of its relink, what matched and what changed, and lifts the pause', async () => {
    const account = linked.numbers.accounts.find((row) => row.display_name?.startsWith('Expired'))!.id;
    const request = { selection: { accounts: [account] }, request_key: 'one' };
    const batch = await owner.call('POST /relink_requests', { body: request });
    await world.settle();
    const asked = await owner.call('GET /accounts/:id', { path: { id: account } });
    assert.deepEqual([asked.problem?.reason, asked.account.relink?.state], ['asked_recently', 'sent']);
    assert.equal(Math.round((asked.account.paused_until! - Date.now() / 1000) / 3600), 48);
    assert.equal((await found({ not_asked: 'true' })).includes(account), false);
    await complete(world, asked.account.relink!.session);
    const repaired = await owner.call('GET /accounts/:id', { path: { id: account } });
    assert.deepEqual(
      repaired.timeline.map(({ step }) => step),
      ['requested', 'sent', 'succeeded'],
    );
    assert.equal(repaired.match_report?.matched_by, 'bank_account_id');
    const changed = repaired.match_report!.changes.map(({ field }) => field);
    assert.ok(changed.includes('account_number') && changed.includes('number_status'));
    const number = repaired.match_report!.changes.find(({ field }) => field === 'account_number');
    assert.deepEqual([number?.before, number?.after], [null, null], 'no digits');
    assert.deepEqual([repaired.account.paused_until, repaired.account.needs_relink], [null, false]);
    assert.equal((await owner.call('GET /relink_requests/:id', { path: { id: batch.id } })).requested, 1);
  });

  it('says what was found instead, when the customer comes back with another account', async () => {
    const account = linked.numbers.accounts.find((row) => row.display_name?.startsWith('Eventually'))!.id;
    await owner.call('POST /relink_requests', { body: { selection: { accounts: [account] }, request_key: 'wrong' } });
    await world.settle();
    const { relink } = (await owner.call('GET /accounts/:id', { path: { id: account } })).account;
    await complete(world, relink!.session, { outcome: 'wrong_account' });
    const detail = await owner.call('GET /accounts/:id', { path: { id: account } });
    const { matched_by, refused } = detail.match_report!;
    assert.deepEqual([matched_by, refused?.reason], [null, 'wrong_account']);
    assert.ok(refused!.found.length > 0 && refused!.found.every(({ last4 }) => /^\d{4}$/.test(String(last4))));
    assert.equal(detail.account.needs_relink, true);
  });

  it('says that a link ran out, on the time of its customer', async () => {
    const test_clock = await newClock(world);
    const customer = await world.stripe.customers.create({ test_clock, email: 'owner@example.com' });
    const { accounts } = await link(world, { customer: customer.id, institution: 'Tokenized Account Numbers' });
    const { id } = accounts.find((row) => row.display_name?.startsWith('Expired'))!;
    await owner.call('POST /relink_requests', { body: { selection: { accounts: [id] }, request_key: 'late' } });
    await advanceTo(world, test_clock, 30);
    const { account, timeline } = await owner.call('GET /accounts/:id', { path: { id } });
    assert.deepEqual(
      timeline.map(({ step, at }) => [step, (at - DAY_ZERO) / 86_400]),
      [
        ['requested', 0],
        ['sent', 0],
        ['expired', 30],
      ],
    );
    assert.deepEqual([account.relink?.state, account.paused_until], ['expired', null]);
    for (const one of accounts) await world.stripe.financialConnections.accounts.disconnect(one.id);
    all = await list({});
  });

  it('is disconnected by an owner only', async () => {
    const operator = await joinTeam(world, owner, 'operator@example.com', 'operator');
    const path = { id: linked.clocked.accounts[0]!.id };
    assert.equal((await operator.refused('POST /accounts/:id/disconnect', { path })).status, 403);
    const { account } = await owner.call('POST /accounts/:id/disconnect', { path });
    assert.deepEqual([account.status, account.number, account.needs_relink], ['disconnected', null, false]);
    all = await list({});
  });
});

describe('the banks of the filter', () => {
  it('are those that the business has accounts at, and no other', async () => {
    const told = (await owner.call('GET /institutions')).map(({ name }) => name);
    const banks = new Set(all.map(({ institution }) => institution.name));
    assert.ok(banks.size > 1);
    assert.deepEqual(told, [...banks].sort());
  });
});

describe('a relink request', () => {
  it('says before whom it writes to, and whom not and why', async () => {
    const body = { selection: { filter: { status: 'inactive' as const } } };
    const preview = await owner.call('POST /relink_requests/preview', { body });
    assert.equal(preview.selected, all.filter((row) => row.status === 'inactive').length);
    assert.deepEqual(
      preview.refused.map(({ reason }) => reason),
      ['cannot_be_repaired', 'no_email'],
    );
    assert.deepEqual([preview.eligible, preview.mail], [0, null]);
    const eligible = await owner.call('POST /relink_requests/preview', {
      body: { selection: { filter: { search: 'greta', needs_relink: 'true' } } },
    });
    assert.ok(eligible.eligible > 0);
    assert.match(eligible.mail!.text, /Greta Lind/);
    assert.match(eligible.mail!.html, /<html lang="en"/);
  });

  it('is one for one press of the button, and is read later with each reason', async () => {
    const body = { selection: { filter: { status: 'inactive' as const } }, request_key: 'pressed twice' };
    const [first, again] = await Promise.all([
      owner.call('POST /relink_requests', { body }),
      owner.call('POST /relink_requests', { body }),
    ]);
    assert.equal(first.id, again.id);
    await world.settle();
    const path = { id: first.id };
    const done = await owner.call('GET /relink_requests/:id', { path });
    assert.deepEqual([done.state, done.requested, done.refused], ['done', 0, done.total]);
    assert.equal(done.requested_by?.email, 'owner@example.com');
    const items = await owner.call('GET /relink_requests/:id/items', { path, query: { reason: 'no_email' } });
    assert.ok(items.data.length > 0 && items.data.every((item) => item.reason === 'no_email'));
    const batches = await owner.call('GET /relink_requests', { query: { limit: '1' } });
    assert.deepEqual([idsOf(batches.data), batches.next !== null], [[first.id], true]);
  });

  it('names its accounts in one way', async () => {
    for (const [selection, param] of [
      [{}, 'selection'],
      [{ accounts: ['fca_x'], filter: {} }, 'selection'],
      [{ accounts: [] }, 'selection[accounts]'],
      [{ accounts: 'fca_x' }, 'selection[accounts]'],
      [{ filter: { status: 'x' } }, 'selection[filter][status]'],
      [{ accounts: ['fca_of_nobody'] }, 'selection'],
    ] as const) {
      const refusal = await owner.refused('POST /relink_requests', { body: { selection, request_key: 'bad' } });
      assert.deepEqual([refusal.status, refusal.param], [400, param]);
    }
  });
});

describe('changes', () => {
  it('name the accounts that were touched since, and batches that worked', async () => {
    const { cursor, ...nothing } = await owner.call('GET /changes');
    assert.deepEqual(nothing, { accounts: [], batches: [], events: false });
    const account = linked.closed.accounts[1]!.id;
    await simulateOnAccount(world, account, 'sharing_stopped');
    const changes = await owner.call('GET /changes', { query: { after: cursor } });
    assert.ok(changes.events && changes.accounts.includes(account));
    assert.equal((await owner.refused('GET /changes', { query: { after: 'x' } })).param, 'after');
  });
});

describe('a download', () => {
  const lines = async (path: string, by = owner) => {
    const answer = await by.fetch(`/dashboard/api/${path}`);
    return { status: answer.status, headers: answer.headers, lines: (await answer.text()).trim().split('\r\n') };
  };

  it('holds what the filter shows, in its order, under a name with the day', async () => {
    const { headers, lines: rows } = await lines('accounts.csv?needs_relink=true&sort=oldest');
    assert.match(String(headers.get('content-disposition')), /^attachment; filename="accounts-\d{4}-\d\d-\d\d\.csv"$/);
    assert.deepEqual(
      rows.slice(1).map((row) => row.split(',', 1)[0]),
      (await found({ needs_relink: 'true' })).reverse(),
    );
  });

  it('goes beyond one page', async () => {
    const { lines: rows } = await lines('customers.csv?search=many');
    assert.equal(new Set(rows.slice(1).map((row) => row.split(',', 1)[0])).size, MANY);
    assert.equal(rows.length, MANY + 1);
  });

  it('makes no formula of what customers are called', async () => {
    await world.stripe.customers.create({ name: '=HYPERLINK("https://evil.example")' });
    const { lines: rows } = await lines('customers.csv?search=%3Dhyper');
    assert.match(String(rows[1]), /"'=HYPERLINK\(""https:\/\/evil\.example""\)"/);
  });

  it('exists of events and of what a request left out', async () => {
    assert.ok((await lines('events.csv?type=customer.created')).lines.length > 5);
    const [batch] = (await owner.call('GET /relink_requests')).data;
    const { lines: rows } = await lines(`relink_requests/${batch!.id}/items.csv?state=refused`);
    assert.equal(rows.length, batch!.refused + 1);
  });

  it('is refused as any call is', async () => {
    assert.equal((await lines('accounts.csv', dashboardWith(world.url, ''))).status, 401);
    assert.equal((await lines('accounts.csv?merchant=acct_x')).status, 403);
    assert.equal((await lines('accounts.csv?status=x')).status, 400);
    assert.equal((await lines('relink_requests/rlb_x/items.csv')).status, 404);
    assert.equal((await lines('nothing.csv')).status, 404);
  });
});
