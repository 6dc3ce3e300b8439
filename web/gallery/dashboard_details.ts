// Recorded details of the Dashboard's gallery: accounts with their timelines, customers, events and their deliveries.
import type {
  AccountDetail,
  AccountRow,
  ConnectedAccountDetail,
  CustomerDetail,
  TimelineEntry,
} from '../../server/src/wire/dashboard_objects.ts';
import type { DeliveryAttempt, EventDetail, EventRow } from '../../server/src/wire/dashboard_workspace.ts';
import { EVENT_TYPES } from '../../server/src/wire/event_types.ts';
import { createAccounts } from './dashboard_people.ts';
import { type Fixtures, refuse } from './dashboard_server.ts';

const DAY = 86_400;
const NOW = Math.floor(Date.now() / 1000);
export const ENDPOINT = { id: 'we_gallery_shop', url: 'https://shop.example.com/webhooks/relink' };
const SLOW = {
  id: 'we_gallery_slow',
  url: 'https://integration.staging.eu-central-1.example-payments-platform.com/hooks',
};

/** Details of these accounts; none is a new merchant. */
export function detailFixtures(accounts: AccountRow[] = createAccounts(180, NOW)): Fixtures {
  const events = accounts.length === 0 ? [] : EVENTS;
  const customers = holdersOf(accounts, 'customer');
  const connected = holdersOf(accounts, 'account');
  return {
    'GET /accounts/:id': ({ path }) => accountDetail(accounts, path.id!),
    'POST /accounts/:id/disconnect': ({ path }) => {
      const detail = accountDetail(accounts, path.id!);
      return { ...detail, account: { ...detail.account, status: 'disconnected', cause: null, action: null } };
    },
    'GET /customers': ({ query }) => {
      const words = query.search?.toLowerCase() ?? '';
      const found = customers.filter(
        ({ id, name, email }) => id === query.search || email === words || (name ?? '').toLowerCase().startsWith(words),
      );
      return { data: found.slice(0, 50), next: found.length > 50 ? '50' : null, previous: null };
    },
    'POST /customers': () => customerDetail(accounts, customers[0]?.id ?? 'cus_new'),
    'GET /customers/:id': ({ path }) => customerDetail(accounts, path.id!),
    'POST /customers/:id': ({ path, body }) => {
      const detail = customerDetail(accounts, path.id!);
      return { ...detail, customer: { ...detail.customer, name: body.name ?? null, email: body.email ?? null } };
    },
    'GET /connected_accounts': ({ query }) => {
      const words = query.search?.toLowerCase() ?? '';
      const found = connected.filter(({ name }) => (name ?? '').toLowerCase().startsWith(words));
      return { data: found, next: null, previous: null };
    },
    'GET /connected_accounts/:id': ({ path }) => connectedDetail(accounts, path.id!),
    'POST /connected_accounts/:id': ({ path, body }) => {
      const detail = connectedDetail(accounts, path.id!);
      return { ...detail, connected_account: { ...detail.connected_account, ...body } };
    },
    'GET /events': ({ query }) => {
      const found = events.filter(
        (event) =>
          (query.type ?? event.type) === event.type &&
          (query.object ?? event.object_id) === event.object_id &&
          (query.failed === undefined || event.failed > 0) &&
          (query.connected === undefined) === (event.account === null),
      );
      return { data: found.slice(0, 50), next: found.length > 50 ? '50' : null, previous: null };
    },
    'GET /events/:id': ({ path }) => eventDetail(path.id!),
    'POST /events/:id/resend': ({ path }) => eventDetail(path.id!),
  };
}

function accountDetail(accounts: AccountRow[], id: string): AccountDetail {
  const account = accounts.find((row) => row.id === id);
  if (account === undefined) throw refuse(404, 'No such account.');
  const waiting = account.paused_until !== null;
  const timeline = account.relink === null ? [] : [...OLDER, ...timelineUntil(account)];
  return {
    account,
    problem: problemOf(account, waiting),
    permissions: ['payment_method', 'balances', 'ownership', 'transactions'],
    balance: account.status === 'disconnected' ? null : { current: 248_136, currency: 'usd', as_of: account.created },
    subscriptions: account.status === 'disconnected' ? [] : ['balance', 'transactions'],
    authorization: {
      id: 'fcauth_1RkGallery0042',
      status: account.status === 'active' ? 'active' : 'inactive',
      cause: account.cause,
      action: account.action,
      expected_deactivation_at: account.expected_deactivation_at,
      bank_user: 'jenny.rosen',
      created: account.created,
    },
    siblings: accounts.filter((row) => row.id !== id && row.institution.id === account.institution.id).slice(0, 3),
    timeline,
    match_report: timeline.length === 0 ? null : REPORT,
    events: EVENTS.slice(0, 6).map((event) => ({ ...event, object_id: id })),
    raw: rawAccount(account),
  };
}

function problemOf(account: AccountRow, waiting: boolean): AccountDetail['problem'] {
  const because = (reason: NonNullable<AccountDetail['problem']>['reason']) => ({ reason, next_at: null });
  if (account.status === 'disconnected') return because('disconnected');
  if (account.action === 'none') return because('cannot_be_repaired');
  if (!account.needs_relink) return because('needs_no_relink');
  if (account.holder === null) return because('no_holder');
  if (account.holder.email === null) return because('no_email');
  if (account.holder.name === null) return because('email_not_confirmed');
  return waiting ? { reason: 'asked_recently', next_at: account.paused_until } : null;
}

function entry(session: string, step: TimelineEntry['step'], at: number, detail = {}): TimelineEntry {
  return { session, step, at, detail };
}

const OLDER: TimelineEntry[] = [
  entry('fcsess_older', 'requested', NOW - 20 * DAY, { source: 'policy', delivery_method: 'email' }),
  entry('fcsess_older', 'sent', NOW - 20 * DAY + 4),
  entry('fcsess_older', 'superseded', NOW - 3 * DAY),
];

function timelineUntil({ id, relink }: AccountRow): TimelineEntry[] {
  if (relink === null) return [];
  const { session, at, state } = relink;
  const full: TimelineEntry[] = [
    entry(session, 'requested', at - 7_000, { source: 'dashboard', delivery_method: 'email' }),
    entry(session, 'sent', at - 6_990),
    entry(session, 'delivered', at - 6_900),
    entry(session, 'opened', at - 900),
    entry(session, 'at_bank', at - 860),
    entry(session, 'returned', at - 600, {
      kind: 'wrong_account',
      found: [{ display_name: 'Joint household account', last4: '2468' }],
    }),
    entry(session, 'at_bank', at - 300),
  ];
  if (state === 'succeeded') return [...full, entry(session, 'succeeded', at, { matched_by: 'bank_account_id' })];
  if (state === 'bounced')
    return [...full.slice(0, 2), entry(session, 'bounced', at, { reason: '550 5.1.1 The mailbox does not exist' })];
  const known = full.findIndex(({ step }) => step === state);
  if (known >= 0) return full.slice(0, known + 1).map((one, index) => (index === known ? { ...one, at } : one));
  return [
    ...full.slice(0, 4),
    entry(session, state, at, state === 'failed' ? { failure: 'no_account', account: id } : {}),
  ];
}

const REPORT: AccountDetail['match_report'] = {
  at: NOW - 18 * DAY,
  session: 'fcsess_report',
  matched_by: 'bank_account_id',
  changes: [
    { field: 'display_name', before: 'Everyday Checking', after: 'Everyday Checking Plus' },
    { field: 'number_status', before: 'expired', after: 'transactable' },
    { field: 'number_expires_at', before: '2026-11-02T08:00:00.000Z', after: '2027-05-02T08:00:00.000Z' },
    { field: 'account_number', before: null, after: null },
  ],
  refused: { reason: 'wrong_account', found: [{ display_name: 'Joint household account', last4: '2468' }] },
};

function rawAccount(account: AccountRow): Record<string, unknown> {
  return {
    id: account.id,
    object: 'financial_connections.account',
    account_holder: account.holder === null ? null : { customer: account.holder.id, type: 'customer' },
    display_name: account.display_name,
    institution_name: account.institution.name,
    last4: account.last4,
    livemode: false,
    permissions: ['payment_method', 'balances', 'ownership', 'transactions'],
    status: account.status,
    status_details:
      account.cause === null ? {} : { [account.status]: { action: account.action, cause: account.cause } },
    subcategory: account.subcategory,
  };
}

function holdersOf(accounts: AccountRow[], type: 'customer' | 'account') {
  const holders = new Map(
    accounts.flatMap(({ holder }) => (holder?.type === type ? [[holder.id, holder] as const] : [])),
  );
  return [...holders.values()].map((holder, index) => ({
    ...holder,
    accounts: accounts.filter((row) => row.holder?.id === holder.id).length,
    created: NOW - index * 3 * DAY - 600,
  }));
}

function customerDetail(accounts: AccountRow[], id: string): CustomerDetail {
  const customer = holdersOf(accounts, 'customer').find((row) => row.id === id);
  if (customer === undefined) throw refuse(404, 'No such customer.');
  return {
    customer: { ...customer, phone: null, preferred_locales: ['de', 'en'], test_clock: null },
    accounts: accounts.filter((row) => row.holder?.id === id),
    email_reachable: customer.name !== null,
    events: EVENTS.slice(0, 3).map((event) => ({ ...event, type: 'customer.updated', object_id: id })),
    raw: { id, object: 'customer', name: customer.name, email: customer.email, preferred_locales: ['de', 'en'] },
  };
}

function connectedDetail(accounts: AccountRow[], id: string): ConnectedAccountDetail {
  const found = holdersOf(accounts, 'account').find((row) => row.id === id);
  if (found === undefined) throw refuse(404, 'No such connected account.');
  return {
    connected_account: { ...found, type: 'custom', country: 'US' },
    accounts: accounts.filter((row) => row.holder?.id === id),
    email_reachable: false,
    events: EVENTS.slice(0, 3),
    raw: {
      id,
      object: 'account',
      type: 'custom',
      country: 'US',
      email: found.email,
      capabilities: { transfers: 'active' },
    },
  };
}

const EVENTS: EventRow[] = Array.from({ length: 64 }, (_, index) => ({
  id: `evt_1RkGallery${String(index).padStart(4, '0')}`,
  type: EVENT_TYPES[(index * 5) % EVENT_TYPES.length]!,
  object_id: `fca_1Rk${String(1_000_000 + (index % 9) * 7919)}Gallery`,
  account: index % 6 === 5 ? 'acct_Gallery0000005' : null,
  created: NOW - index * index * 97 - 40,
  delivered: index % 5 === 4 ? 0 : 1,
  failed: index % 7 === 3 ? 1 : 0,
  pending: index === 0 ? 1 : 0,
}));

function attempt(
  number: number,
  ago: number,
  outcome: DeliveryAttempt['outcome'],
  code: number | null,
  detail: string | null = null,
) {
  return { attempt: number, started_at: NOW - ago, duration_ms: 38 * number + 7, outcome, status_code: code, detail };
}

function eventDetail(id: string): EventDetail {
  const event = EVENTS.find((row) => row.id === id);
  if (event === undefined) throw refuse(404, 'No such event.');
  const account = { id: event.object_id, object: 'financial_connections.account', status: 'inactive', livemode: false };
  const payload = {
    id,
    object: 'event',
    created: event.created,
    data: { object: account },
    livemode: false,
    type: event.type,
  };
  const delivered = { id: 'whd_1', endpoint: ENDPOINT, status: 'delivered' as const, next_attempt_at: null };
  const failed = { id: 'whd_2', endpoint: SLOW, status: 'failed' as const, next_attempt_at: null };
  const pending = { id: 'whd_3', endpoint: SLOW, status: 'pending' as const, next_attempt_at: NOW + 540 };
  const tries = [
    attempt(1, 9_000, 'timeout', null, 'no answer within 20 s'),
    attempt(2, 8_400, 'refused', 503, 'Service Unavailable'),
    attempt(3, 4_800, 'unreachable', null, 'ECONNREFUSED'),
  ];
  return {
    event,
    payload,
    deliveries: [
      ...(event.delivered > 0 ? [{ ...delivered, attempts: [attempt(1, 8_999, 'delivered', 200)] }] : []),
      ...(event.failed > 0 ? [{ ...failed, attempts: tries }] : []),
      ...(event.pending > 0 ? [{ ...pending, attempts: tries.slice(0, 1) }] : []),
    ],
  };
}
