// The accounts page of the Dashboard: filters beside the rule, search, order, and pages that stay where they are.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readTimes } from '../../server/src/inbound/dashboard/accounts/filter.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { AccountFilter, AccountSort } from '../../server/src/wire/dashboard.ts';
import type { AccountRow } from '../../server/src/wire/dashboard_objects.ts';
import type { Dashboard } from '../dashboard.ts';
import { advanceTo, link, newClock } from '../story.ts';
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
  it('finds by id, e-mail address, beginning of the name and last four, whatever the case', async () => {
    const hers = idsOf(linked.numbers.accounts).sort();
    for (const search of [
      linked.numbers.customer!,
      linked.numbers.authorization,
      'OWNER@example.COM',
      'gre',
      'Greta L',
    ]) {
      assert.deepEqual((await found({ search })).sort(), hers, search);
    }
    const [account] = linked.numbers.accounts;
    assert.deepEqual(await found({ search: account!.id }), [account!.id]);
    const last4 = String(account!.last4);
    assert.deepEqual(await found({ search: ` ${last4} ` }), idsOf(all.filter((row) => row.last4 === last4)));
    assert.deepEqual((await found({ search: 'carla weiß' })).sort(), idsOf(linked.closed.accounts).sort());
  });

  it('finds nothing where nothing is, and takes no text for a pattern', async () => {
    for (const search of ['lind', 'g%', '_enny', "'", 'fca_x', '99999', 'nobody@example.com']) {
      assert.deepEqual(await found({ search }), [], search);
    }
  });

  it('of everything finds customers and events, too', async () => {
    const { accounts, customers, events } = await owner.call('GET /search', { query: { q: 'Ben' } });
    assert.deepEqual([accounts.length > 0, customers.map(({ name }) => name), events], [true, ['Ben Holt'], []]);
    const [event] = (await owner.call('GET /events', { query: { limit: '1' } })).data;
    const byId = await owner.call('GET /search', { query: { q: event!.id } });
    assert.deepEqual(idsOf(byId.events), [event!.id]);
    assert.deepEqual(await owner.call('GET /search', { query: { q: '  ' } }), {
      accounts: [],
      customers: [],
      events: [],
    });
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
