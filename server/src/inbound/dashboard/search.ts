// GET /search: what one line finds among accounts, customers, connected accounts and events.
import { z } from 'zod';
import { findEventAnywhere } from '#domain/events/event_rows.ts';
import { text } from '#inbound/http/params.ts';
import { accountConditions } from './accounts/filter.ts';
import { accountsWhere } from './accounts/list.ts';
import { accountRows } from './accounts/rows.ts';
import { call, type DashboardContext } from './call.ts';
import { connectedAccountsLike } from './connected_accounts/connected_accounts.ts';
import { connectedAccountRows } from './connected_accounts/rows.ts';
import { customersLike } from './customers/customers.ts';
import { customerRows } from './customers/rows.ts';
import { eventRows } from './events/rows.ts';

const TERM_MAX = 256;
const FOUND_MAX = 8;

export const search = call('GET /search', {
  role: 'viewer',
  query: z.object({ q: text({ max: TERM_MAX }) }),
  run: async (context, { query }) => {
    const term = query.q.trim();
    if (term === '') return { accounts: [], customers: [], connected_accounts: [], events: [] };
    return {
      accounts: await accountsLike(context, term),
      customers: await foundCustomers(context, term),
      connected_accounts: await foundConnectedAccounts(context, term),
      events: await foundEvents(context, term),
    };
  },
});

async function accountsLike(context: DashboardContext, term: string) {
  const condition = await accountConditions(context, { search: term });
  const found = await accountsWhere(context, condition, 'newest', { place: null, backwards: false, rows: FOUND_MAX });
  return await accountRows(
    context,
    found.map((row) => row.id),
  );
}

async function foundCustomers(context: DashboardContext, term: string) {
  const found = await customersLike(context, term).orderBy('sequence', 'desc').limit(FOUND_MAX).execute();
  return await customerRows(context, found);
}

async function foundConnectedAccounts(context: DashboardContext, term: string) {
  const found = await connectedAccountsLike(context, term).orderBy('sequence', 'desc').limit(FOUND_MAX).execute();
  return await connectedAccountRows(context, found);
}

/** An event has only its id to be found by. */
async function foundEvents(context: DashboardContext, term: string) {
  const event = term.startsWith('evt_') ? await findEventAnywhere(context, term) : null;
  return event === null ? [] : await eventRows(context, [event]);
}
