// Recorded answers to the calls of the accounts page, the request of relinks and its history.
import type { AccountFilter, Selection } from '../../server/src/wire/dashboard.ts';
import type { AccountRow, Batch, Me, Page, RefusalReason } from '../../server/src/wire/dashboard_objects.ts';
import { BANKS, createAccounts } from './dashboard_people.ts';
import type { Fixtures } from './dashboard_server.ts';
import { refuse } from './dashboard_server.ts';

const DAY = 86_400;
const PAGE = 20;
const NOW = Math.floor(Date.now() / 1000);

export const ME: Me = {
  member: { id: 'mbr_gallery', email: 'owner@example.com', name: 'Ines Okafor', role: 'owner' },
  merchant: { id: 'mrc_gallery', name: 'Example Shop', accent: null, logo_url: null },
  merchants: [
    { id: 'mrc_gallery', name: 'Example Shop', role: 'owner' },
    { id: 'mrc_other', name: 'Rechtsanwaltskanzlei Obermüller & Partner mbB', role: 'viewer' },
  ],
  mode: 'sandbox',
};

const exact = (value: number) => ({ value, capped: false });

/** Nobody is signed in. */
export const SIGNED_OUT: Fixtures = {
  'GET /me': () => {
    throw refuse(401, 'You are not signed in.');
  },
};

/** Answers from these accounts; `accounts` empty is a new merchant. */
export function accountFixtures(accounts: AccountRow[] = createAccounts(180, NOW), me: Me = ME): Fixtures {
  const batches = accounts.length === 0 ? [] : BATCHES;
  return {
    'GET /me': () => me,
    'GET /changes': () => ({ cursor: '1', accounts: [], batches: [], events: false }),
    'GET /search': ({ query }) => search(accounts, query.q),
    'GET /accounts/summary': () => {
      const count = (filter: AccountFilter) => exact(accounts.filter((row) => matches(row, filter)).length);
      return {
        total: exact(accounts.length),
        active: count({ status: 'active' }),
        inactive: count({ status: 'inactive' }),
        disconnected: count({ status: 'disconnected' }),
        needs_relink: count({ needs_relink: 'true' }),
        expiring: count({ expiring: 'true' }),
        not_repairable: count({ not_repairable: 'true' }),
      };
    },
    'GET /accounts': ({ query }) =>
      pageOf(
        accounts.filter((row) => matches(row, query)),
        query.after,
        query.before,
      ),
    'GET /incidents': () => [],
    'GET /institutions': () => BANKS.map(({ id, name }) => ({ id, name })),
    'POST /relink_requests/preview': ({ body }) => preview(chosen(accounts, body.selection)),
    'POST /relink_requests': ({ body }) => ({
      ...RUNNING,
      total: chosen(accounts, body.selection).length,
      requested: 0,
      refused: 0,
    }),
    'GET /relink_requests': () => ({ data: batches, next: null, previous: null }),
    'GET /relink_requests/:id': ({ path }) => {
      const batch = BATCHES.find(({ id }) => id === path.id);
      if (batch === undefined) throw refuse(404, 'No such relink request.');
      return { ...batch, refusals: batch.refused === 0 ? [] : REFUSALS };
    },
    'GET /relink_requests/:id/items': ({ query }) => {
      const items = accounts.slice(0, 80).map((account, index) => {
        const reason = REFUSALS[index % 12]?.reason ?? null;
        return { account, state: reason === null ? ('requested' as const) : ('refused' as const), reason };
      });
      const wanted = items.filter(
        (item) => (query.state ?? item.state) === item.state && (query.reason ?? item.reason) === item.reason,
      );
      return pageOf(wanted, query.after, query.before);
    },
    'POST /relink_requests/:id/stop': () => ({ ...RUNNING, state: 'stopped', finished_at: NOW }),
  };
}

function matches(row: AccountRow, filter: AccountFilter): boolean {
  const words = filter.search?.toLowerCase() ?? '';
  return (
    (filter.status ?? row.status) === row.status &&
    (filter.cause === undefined || (row.status === 'inactive' && row.cause === filter.cause)) &&
    (filter.institution ?? row.institution.id) === row.institution.id &&
    (filter.customer ?? filter.connected_account ?? row.holder?.id) === row.holder?.id &&
    (filter.needs_relink === undefined || row.needs_relink) &&
    (filter.not_repairable === undefined || row.action === 'none') &&
    (filter.not_asked === undefined || row.paused_until === null) &&
    (filter.expiring === undefined || row.expiring) &&
    (words === '' ||
      [row.id, row.last4, row.holder?.email].includes(words) ||
      (row.holder?.name?.toLowerCase().startsWith(words) ?? false))
  );
}

function pageOf<Item>(items: Item[], after?: string, before?: string): Page<Item> {
  const start = after !== undefined ? Number(after) : before !== undefined ? Math.max(Number(before) - PAGE, 0) : 0;
  const end = start + PAGE;
  return {
    data: items.slice(start, end),
    next: end < items.length ? String(end) : null,
    previous: start > 0 ? String(start) : null,
  };
}

function search(accounts: AccountRow[], words: string) {
  const found = accounts.filter((row) => matches(row, { search: words })).slice(0, 5);
  const holders = found.flatMap(({ holder }) =>
    holder === null ? [] : [{ ...holder, accounts: 2, created: NOW - 40 * DAY }],
  );
  const ofType = (type: 'customer' | 'account') => holders.filter((holder) => holder.type === type).slice(0, 3);
  return { accounts: found, customers: ofType('customer'), connected_accounts: ofType('account'), events: [] };
}

function chosen(accounts: AccountRow[], selection: Selection): AccountRow[] {
  if ('filter' in selection) return accounts.filter((row) => matches(row, selection.filter));
  return accounts.filter(({ id }) => selection.accounts.includes(id));
}

function refusalOf(row: AccountRow): RefusalReason | null {
  if (row.status === 'disconnected') return 'disconnected';
  if (row.action === 'none') return 'cannot_be_repaired';
  if (!row.needs_relink) return 'needs_no_relink';
  if (row.holder === null) return 'no_holder';
  if (row.holder.email === null) return 'no_email';
  if (row.holder.name === null) return 'email_not_confirmed';
  return row.paused_until === null ? null : 'asked_recently';
}

function preview(rows: AccountRow[]) {
  const eligible = rows.filter((row) => refusalOf(row) === null);
  const reasons = [...new Set(rows.map(refusalOf))].filter((reason) => reason !== null);
  return {
    selected: rows.length,
    eligible: eligible.length,
    customers: new Set(eligible.map(({ holder }) => holder?.id)).size,
    refused: reasons.map((reason) => {
      const accounts = rows.filter((row) => refusalOf(row) === reason);
      return { reason, count: accounts.length, accounts: accounts.slice(0, 20) };
    }),
    accounts: eligible.slice(0, 20),
    mail: eligible.length === 0 ? null : MAIL,
  };
}

const MAIL = {
  language: 'en',
  subject: 'Please reconnect your account at Riverbank',
  html: '<!doctype html><html lang="en"><body style="margin:0;padding:24px;font-family:sans-serif;background:#f5f6f4;color:#16201d"><table role="presentation" width="100%" style="max-width:520px;margin:auto;background:#fff;border-radius:12px"><tr><td style="padding:32px"><p style="font-weight:bold">Example Shop</p><h1 style="font-size:22px">Please reconnect your account at Riverbank</h1><p>Hello Jenny Rosen,</p><p>the connection to Everyday Checking ····6789 has expired. It takes less than a minute to repair it.</p><p><a href="#" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0f6a5b;color:#fff;text-decoration:none">Reconnect</a></p></td></tr></table></body></html>',
  text: 'Hello Jenny Rosen, …',
};

const REFUSALS = [
  { reason: 'no_email' as const, count: 6 },
  { reason: 'asked_recently' as const, count: 4 },
  { reason: 'cannot_be_repaired' as const, count: 1 },
];

const REQUESTED_BY = { id: 'mbr_gallery', email: 'owner@example.com', name: 'Ines Okafor' };
const RUNNING: Batch = {
  id: 'rlb_running',
  source: 'dashboard',
  requested_by: REQUESTED_BY,
  state: 'running',
  total: 5_000,
  requested: 1_840,
  refused: 211,
  created: NOW - 95,
  finished_at: null,
};
const BATCHES: Batch[] = [
  RUNNING,
  {
    ...RUNNING,
    id: 'rlb_done',
    state: 'done',
    total: 142,
    requested: 131,
    refused: 11,
    created: NOW - 2 * DAY,
    finished_at: NOW - 2 * DAY + 40,
  },
  {
    ...RUNNING,
    id: 'rlb_policy',
    source: 'policy',
    requested_by: null,
    state: 'done',
    total: 17,
    requested: 17,
    refused: 0,
    created: NOW - 3 * DAY,
    finished_at: NOW - 3 * DAY + 12,
  },
  {
    ...RUNNING,
    id: 'rlb_stopped',
    state: 'stopped',
    total: 900,
    requested: 350,
    refused: 20,
    created: NOW - 9 * DAY,
    finished_at: NOW - 9 * DAY + 60,
  },
];
