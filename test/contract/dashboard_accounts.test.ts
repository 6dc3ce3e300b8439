// The accounts page of the Dashboard: filters beside the rule, search, order, and pages that stay where they are.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readTimes } from '../../server/src/inbound/dashboard/accounts/filter.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { AccountFilter, AccountSort } from '../../server/src/wire/dashboard.ts';
import type { AccountRow } from '../../server/src/wire/dashboard_objects.ts';
import type { Dashboard } from '../dashboard.ts';
import { advanceTo, complete, link, newClock, simulateOnAuthorization } from '../story.ts';
import type { World } from '../world.ts';
import { type Linked, openLinkedAccounts } from './linked_accounts.ts';

const DAY_S = 86_400;

let world: World;
let owner: Dashboard;
let linked: Linked;
let all: AccountRow[];

const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);
const list = async (query: AccountFilter & { sort?: AccountSort; limit?: string; after?: string; before?: string }) =>
  await owner.call('GET /accounts', { query });
const found = async (filter: AccountFilter) => idsOf((await list({ ...filter, limit: '200' })).data);

before(async () => {
  ({ world, owner, linked } = await openLinkedAccounts());
  ({ data: all } = await list({ limit: '200' }));
});
after(() => world.close());

describe('a filter', () => {
  const soon = () => Date.now() / 1000 + 30 * DAY_S;
  const clocked = (row: AccountRow) => idsOf(linked.clocked.accounts).includes(row.id);
  const FILTERS: [AccountFilter, (row: AccountRow) => boolean][] = [
    [{ status: 'inactive' }, (row) => row.status === 'inactive'],
    [{ status: 'disconnected' }, (row) => row.status === 'disconnected'],
    [{ cause: 'account_closed' }, (row) => row.cause === 'account_closed'],
    [{ needs_relink: 'true' }, (row) => row.needs_relink],
    [{ not_repairable: 'true' }, (row) => row.status === 'inactive' && row.action === 'none'],
    [{ institution: 'fcinst_Tk4nAcctNumb3r' }, (row) => row.institution.name === 'Tokenized Account Numbers'],
    [{ not_asked: 'true' }, (row) => row.paused_until === null],
    [{ needs_relink: 'true', status: 'active' }, (row) => row.needs_relink && row.status === 'active'],
    [{ status: 'inactive', cause: 'access_denied', not_asked: 'true' }, (row) => row.cause === 'access_denied'],
    [{ expiring: 'true' }, (row) => row.expiring],
    [
      { expiring: 'true', needs_relink: 'true' },
      (row) => row.number?.status === 'transactable' && (clocked(row) || (row.number.expires_at ?? Infinity) <= soon()),
    ],
    [{ status: 'active', cause: 'access_denied' }, () => false],
  ];
  for (const [filter, holds] of FILTERS) {
    it(`by ${Object.entries(filter).flat().join(' ')} shows exactly those accounts`, async () => {
      assert.deepEqual(await found(filter), idsOf(all.filter(holds)));
      const { total, ...counts } = await owner.call('GET /accounts/summary');
      assert.equal(total.value, all.length);
      const [name] = Object.keys(filter);
      if (Object.keys(filter).length === 1 && name !== undefined && name in counts) {
        assert.equal(counts[name as keyof typeof counts].value, all.filter(holds).length);
      }
    });
  }

  it('by customer shows his accounts, and only to their own business', async () => {
    const customer = String(linked.revoked.customer);
    assert.deepEqual((await found({ customer })).sort(), idsOf(linked.revoked.accounts).sort());
    assert.deepEqual(await found({ customer: 'cus_unknown' }), []);
  });

  it('of a time asks the time of each customer: of two numbers alike, one is due on its clock', async () => {
    const clock = await newClock(world);
    const { accounts } = await link(world, { test_clock: clock, institution: 'Tokenized Account Numbers' });
    const eventually = accounts.find((account) => account.display_name?.startsWith('Eventually'))!.id;
    const other = await newClock(world);
    const later = await link(world, { test_clock: other, institution: 'Bank (OAuth)' });
    assert.ok((await found({ expiring: 'true' })).includes(eventually));
    await advanceTo(world, clock, 31);
    assert.equal((await found({ expiring: 'true' })).includes(eventually), false);
    assert.ok((await found({ needs_relink: 'true' })).includes(eventually));
    for (const { id } of later.accounts) assert.equal((await found({ needs_relink: 'true' })).includes(id), false);
    for (const { id } of [...accounts, ...later.accounts])
      await world.stripe.financialConnections.accounts.disconnect(id);
    ({ data: all } = await list({ limit: '200' }));
  });

  it('of a time looks no further ahead for a test clock that is deleted', async () => {
    const far = 4_000_000_000;
    const { id } = await world.stripe.testHelpers.testClocks.create({ frozen_time: far });
    const { merchant } = await owner.call('GET /me');
    const latest = async () => {
      const about = { clock: systemClock, merchant: { id: merchant.id } };
      const times = await world.platform.database.transact((trx) => readTimes({ trx, ...about } as never));
      return times.latest?.getTime();
    };
    assert.equal(await latest(), far * 1000);
    await world.stripe.testHelpers.testClocks.del(id);
    assert.notEqual(await latest(), far * 1000);
  });

  it('that cannot be is refused by name', async () => {
    for (const [query, param] of [
      [{ status: 'broken' }, 'status'],
      [{ cause: '' }, 'cause'],
      [{ needs_relink: 'false' }, 'needs_relink'],
      [{ limit: '0' }, 'limit'],
      [{ limit: '201' }, 'limit'],
      [{ sort: 'name' }, 'sort'],
      [{ after: 'nonsense' }, 'after'],
      [{ after: 'MQ', before: 'MQ' }, 'after'],
      [{ sort: 'ends_first', after: 'MQ' }, 'after'],
      [{ search: 'x'.repeat(257) }, 'search'],
      [{ colour: 'red' }, 'colour'],
    ] as const) {
      const refusal = await owner.refused('GET /accounts', { query });
      assert.deepEqual([refusal.status, refusal.param], [400, param]);
    }
  });
});

describe('a search', () => {
  it('finds by id, e-mail address, beginnings of words of the name and last four, whatever the case', async () => {
    const hers = idsOf(linked.numbers.accounts).sort();
    for (const search of [
      linked.numbers.customer!,
      linked.numbers.authorization,
      'OWNER@example.COM',
      'gre',
      'Greta L',
      'lind',
      'LIND gre',
      'gréta',
    ]) {
      assert.deepEqual((await found({ search })).sort(), hers, search);
    }
    const [account] = linked.numbers.accounts;
    assert.deepEqual(await found({ search: account!.id }), [account!.id]);
    const last4 = String(account!.last4);
    assert.deepEqual(await found({ search: ` ${last4} ` }), idsOf(all.filter((row) => row.last4 === last4)));
    for (const search of ['carla weiß', 'WEISS']) {
      assert.deepEqual((await found({ search })).sort(), idsOf(linked.closed.accounts).sort(), search);
    }
  });

  it('finds nothing where nothing is, and takes no text for a pattern', async () => {
    for (const search of ['indq', 'greta ben', 'g%', '_enny', "'", 'fca_x', '99999', 'nobody@example.com']) {
      assert.deepEqual(await found({ search }), [], search);
    }
  });

  it('of everything finds customers and events, too', async () => {
    const { accounts, customers, events } = await owner.call('GET /search', { query: { q: 'Ben' } });
    assert.deepEqual([accounts.length > 0, customers.map(({ name }) => name), events], [true, ['Ben Holt'], []]);
    const [event] = (await owner.call('GET /events', { query: { limit: '1' } })).data;
    const byId = await owner.call('GET /search', { query: { q: event!.id } });
    assert.deepEqual(idsOf(byId.events), [event!.id]);
    const nothing = { accounts: [], customers: [], connected_accounts: [], events: [] };
    assert.deepEqual(await owner.call('GET /search', { query: { q: '  ' } }), nothing);
  });
});

describe('pages', () => {
  for (const sort of ['newest', 'oldest', 'ends_first'] as const) {
    it(`in the order ${sort} hold every account once, forwards and back`, async () => {
      const seen: string[][] = [];
      let page = await list({ sort, limit: '4' });
      assert.equal(page.previous, null);
      seen.push(idsOf(page.data));
      while (page.next !== null) {
        page = await list({ sort, limit: '4', after: page.next });
        seen.push(idsOf(page.data));
      }
      assert.deepEqual(seen.flat().toSorted(), idsOf(all).toSorted());
      assert.equal(new Set(seen.flat()).size, all.length);
      if (sort === 'newest') assert.deepEqual(seen.flat(), idsOf(all));
      for (const expected of seen.slice(0, -1).reverse()) {
        page = await list({ sort, limit: '4', before: String(page.previous) });
        assert.deepEqual(idsOf(page.data), expected);
      }
      assert.equal(page.previous, null);
    });
  }

  it('that are ordered by their end begin with the first one', async () => {
    const { data } = await list({ sort: 'ends_first', status: 'active', limit: '200' });
    const ends = data.map((row) =>
      row.number?.kind === 'tokenized_account_number' && row.number.status === 'transactable'
        ? (row.number.expires_at ?? Infinity)
        : (row.expected_deactivation_at ?? Infinity),
    );
    assert.deepEqual(
      ends,
      ends.toSorted((one, other) => one - other),
    );
    assert.ok(ends[0] !== Infinity && ends.at(-1) === Infinity);
  });

  it('are not at a place that no calendar has', async () => {
    for (const place of ['999999999999999.1', '-999999999999999.1', '253402300800000.1', '1']) {
      const query = { sort: 'ends_first', after: Buffer.from(place).toString('base64url') } as const;
      const { status, param } = await owner.refused('GET /accounts', { query });
      assert.deepEqual([status, param], [400, 'after']);
    }
    const query = { sort: 'ends_first', after: Buffer.from('253402300799999.1').toString('base64url') } as const;
    assert.equal((await list(query)).data.length > 0, true);
  });

  it('stay where they are while accounts are added', async () => {
    const first = await list({ limit: '4' });
    const { accounts } = await link(world);
    const second = await list({ limit: '4', after: String(first.next) });
    assert.deepEqual(idsOf(second.data), idsOf(all).slice(4, 8));
    for (const { id } of accounts) await world.stripe.financialConnections.accounts.disconnect(id);
    ({ data: all } = await list({ limit: '200' }));
  });
});

describe('a link that a connected account holds', () => {
  let connected: string;
  let held: AccountRow[];
  const OWNER = 'owner@example.com';
  const heldNow = async () => (await list({ connected_account: connected })).data;
  const detailOf = () => owner.call('GET /connected_accounts/:id', { path: { id: connected } });

  before(async () => {
    ({ id: connected } = await world.stripe.accounts.create({ business_profile: { name: 'Zora Rides' } }));
    const account_holder = { type: 'account' as const, account: connected };
    const session = await world.stripe.financialConnections.sessions.create({
      account_holder,
      permissions: ['balances'],
    });
    const done = await complete(world, session.id, { institution: 'Bank (OAuth)' });
    await simulateOnAuthorization(world, done.accounts.data[0]!.authorization!, 'consent_revoked');
    held = await heldNow();
  });

  it('is on the list, by filter and by search, with its holder', async () => {
    const { data } = await world.stripe.financialConnections.accounts.list({ account_holder: { account: connected } });
    assert.deepEqual(idsOf(held), idsOf(data));
    const holder = { type: 'account', id: connected, name: 'Zora Rides', email: null };
    assert.deepEqual(held[0]!.holder, holder);
    for (const search of [connected, 'zora', 'Zora R']) assert.deepEqual(await found({ search }), idsOf(held), search);
    const anything = await owner.call('GET /search', { query: { q: 'zora' } });
    assert.deepEqual(idsOf(anything.connected_accounts), [connected]);
    assert.deepEqual(idsOf((await owner.call('GET /connected_accounts', { query: { search: 'ZORA' } })).data), [
      connected,
    ]);
    const csv = await owner.fetch(`/dashboard/api/accounts.csv?connected_account=${connected}`);
    assert.match(await csv.text(), new RegExp(`,${connected},Zora Rides,,`));
  });

  it('can be asked for once the account has an address, which is changed here and tells of it', async () => {
    const [first] = held;
    const before = await owner.call('GET /accounts/:id', { path: { id: first!.id } });
    assert.equal(before.problem?.reason, 'no_email');
    assert.equal((await detailOf()).email_reachable, false);
    const path = { id: connected };
    const wrong = await owner.refused('POST /connected_accounts/:id', { path, body: { email: 'zora' } });
    assert.deepEqual([wrong.status, wrong.param], [400, 'email']);
    const changed = await owner.call('POST /connected_accounts/:id', { path, body: { email: OWNER } });
    assert.deepEqual([changed.connected_account.email, changed.email_reachable], [OWNER, true]);
    const { data } = await world.stripe.events.list({}, { stripeAccount: connected });
    assert.deepEqual([data[0]!.type, data[0]!.account], ['account.updated', connected]);
    const events = (await owner.call('GET /events', { query: { connected: 'true' } })).data;
    assert.deepEqual([events[0]!.id, events[0]!.account], [data[0]!.id, connected]);
    assert.equal((await owner.call('GET /events/:id', { path: { id: data[0]!.id } })).event.id, data[0]!.id);
  });

  it('is previewed and asked for as any other', async () => {
    const filter = { connected_account: connected, needs_relink: 'true' as const };
    const preview = await owner.call('POST /relink_requests/preview', { body: { selection: { filter } } });
    assert.deepEqual([preview.eligible, preview.customers], [held.length, 1]);
    assert.match(preview.mail!.text, /Zora Rides/);
    const body = { selection: { accounts: [held[0]!.id] }, request_key: 'zora' };
    await owner.call('POST /relink_requests', { body });
    await world.settle();
    const { account } = await owner.call('GET /accounts/:id', { path: { id: held[0]!.id } });
    assert.equal(account.relink?.state, 'sent');
  });

  it('is asked for by a policy, too', async () => {
    const policy = await owner.call('GET /policy');
    const always = { ...policy, enabled: true, quiet_from: 0, quiet_until: 0 };
    const tried = await owner.call('POST /policy/dry_run', { body: always });
    assert.ok(tried.now.accounts.some(({ holder }) => holder?.id === connected));
    await owner.call('POST /policy', { body: always });
    await world.settle();
    for (const { relink } of await heldNow()) assert.equal(relink?.state, 'sent');
    await owner.call('POST /policy', { body: policy });
  });

  it('of another platform is not there', async () => {
    const stranger = world.client({ key: world.strangers!.other.secret });
    const { id } = await stranger.accounts.create({});
    assert.equal((await owner.refused('GET /connected_accounts/:id', { path: { id } })).status, 404);
    const change = { path: { id }, body: { email: OWNER } };
    assert.equal((await owner.refused('POST /connected_accounts/:id', change)).status, 404);
  });
});
