// The table of the Dashboard's downloads.
import { z } from 'zod';
import type { Event } from '#domain/events/event_rows.ts';
import { enumeration, text } from '#inbound/http/params.ts';
import { accountConditions, filterFields } from '../accounts/filter.ts';
import { accountsWhere, SORTS, sortFor } from '../accounts/list.ts';
import { accountRows } from '../accounts/rows.ts';
import { connectedAccountsWhere } from '../connected_accounts/connected_accounts.ts';
import { connectedAccountRows } from '../connected_accounts/rows.ts';
import { customersWhere, SEARCH_MAX } from '../customers/customers.ts';
import { customerRows } from '../customers/rows.ts';
import { eventFilter, eventsWhere } from '../events/events.ts';
import { eventRows } from '../events/rows.ts';
import { itemFilter, itemRows, itemsWhere, requireBatch } from '../relink_requests/items.ts';
import { accountColumns, connectedAccountColumns, customerColumns, eventColumns, itemColumns } from './columns.ts';
import { type Export, exportOf } from './export.ts';

const accounts = exportOf({
  path: '/accounts.csv',
  query: z.object({ ...filterFields, sort: enumeration(SORTS).optional() }),
  columns: accountColumns,
  find: async (context, { query: { sort = 'newest', ...filter } }, stretch) =>
    await accountsWhere(context, await accountConditions(context, filter), sortFor(filter, sort), stretch),
  present: (context, found) =>
    accountRows(
      context,
      found.map((row) => row.id),
    ),
});

const customers = exportOf({
  path: '/customers.csv',
  query: z.object({ search: text({ max: SEARCH_MAX }).optional() }),
  columns: customerColumns,
  find: (context, { query: { search } }, stretch) => customersWhere(context, search ?? '', stretch),
  present: customerRows,
});

const connectedAccounts = exportOf({
  path: '/connected_accounts.csv',
  query: z.object({ search: text({ max: SEARCH_MAX }).optional() }),
  columns: connectedAccountColumns,
  find: (context, { query: { search } }, stretch) => connectedAccountsWhere(context, search ?? '', stretch),
  present: connectedAccountRows,
});

const events = exportOf({
  path: '/events.csv',
  query: z.object(eventFilter),
  columns: eventColumns,
  find: (context, { query }, stretch) => eventsWhere(context, query, stretch),
  present: (context, found: Event[]) => eventRows(context, found),
});

const items = exportOf({
  path: '/relink_requests/:id/items.csv',
  query: z.object(itemFilter),
  columns: itemColumns,
  find: async (context, { path, query }, stretch) => {
    const { id } = await requireBatch(context, path.id ?? '');
    return await itemsWhere(context, id, query, stretch);
  },
  present: itemRows,
});

export const exports: readonly Export[] = [accounts, customers, connectedAccounts, events, items];
