// The accounts page of the Dashboard: filters, search, order and pages, one account with all around it, requests, downloads.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import type { AccountFilter, AccountSort } from '../../server/src/wire/dashboard.ts';
import type { AccountRow } from '../../server/src/wire/dashboard_objects.ts';
import { type Dashboard, dashboardWith, joinTeam, signIn } from '../dashboard.ts';
import { advanceTo, complete, link, newClock, simulateOnAccount, simulateOnAuthorization } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const DAY_S = 86_400;

let world: World;
let owner: Dashboard;
/** By what happened to them. */
const linked = {} as Record<'numbers' | 'revoked' | 'closed' | 'gone' | 'clocked', Awaited<ReturnType<typeof link>>>;
let all: AccountRow[];

const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);
const list = async (query: AccountFilter & { sort?: AccountSort; limit?: string; after?: string; before?: string }) =>
  await owner.call('GET /accounts', { query });
const found = async (filter: AccountFilter) => idsOf((await list({ ...filter, limit: '200' })).data);

before(async () => {
  world = await openTestWorld({
    with_strangers: true,
    prepare: async (trx, maker) => {
      const { merchant } = await ensureSandboxMerchant(trx, null, maker);
      await sql`insert into customers (id, merchant, livemode, name, invoice_prefix, created)
        select 'cus_many' || n, ${merchant.id}, false, 'Many ' || n, 'MANY' || n, ${new Date()} from generate_series(1, 520) n`.execute(
        trx,
      );
    },
  });
  owner = await signIn(world.url, world.platform.dashboard_url);
  const make = async (name: string, email?: string) =>
    (await world.stripe.customers.create({ name, ...(email && { email }) })).id;
  linked.numbers = await link(world, {
    customer: await make('Greta Lind', 'Owner@Example.com'),
    institution: 'Tokenized Account Numbers',
  });
  linked.revoked = await link(world, { customer: await make('Ben Holt') });
  await simulateOnAuthorization(world, linked.revoked.authorization, 'consent_revoked');
  linked.closed = await link(world, { customer: await make('Carla Weiß', 'carla@example.com') });
  await simulateOnAccount(world, linked.closed.accounts[0]!.id, 'closed');
  linked.gone = await link(world, { customer: null });
  await world.stripe.financialConnections.accounts.disconnect(linked.gone.accounts[0]!.id);
  const test_clock = await newClock(world);
  linked.clocked = await link(world, { test_clock, institution: 'Tokenized Account Numbers' });
  await world.settle();
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

  it('stay where they are while accounts are added', async () => {
    const first = await list({ limit: '4' });
    const { accounts } = await link(world);
    const second = await list({ limit: '4', after: String(first.next) });
    assert.deepEqual(idsOf(second.data), idsOf(all).slice(4, 8));
    for (const { id } of accounts) await world.stripe.financialConnections.accounts.disconnect(id);
    ({ data: all } = await list({ limit: '200' }));
  });
});

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

  it('is disconnected by an owner only', async () => {
    const operator = await joinTeam(world, owner, 'operator@example.com', 'operator');
    const path = { id: linked.clocked.accounts[0]!.id };
    assert.equal((await operator.refused('POST /accounts/:id/disconnect', { path })).status, 403);
    const { account } = await owner.call('POST /accounts/:id/disconnect', { path });
    assert.deepEqual([account.status, account.number, account.needs_relink], ['disconnected', null, false]);
    ({ data: all } = await list({ limit: '200' }));
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
    assert.equal(new Set(rows.slice(1).map((row) => row.split(',', 1)[0])).size, 520);
    assert.equal(rows.length, 521);
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
