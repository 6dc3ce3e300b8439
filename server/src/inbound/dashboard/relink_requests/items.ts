// GET /relink_requests/:id/items: what became of each account of a request.
import { z } from 'zod';
import type { Row } from '#database/schema.ts';
import { findBatch } from '#domain/connections/relink_batch.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { enumeration, text } from '#inbound/http/params.ts';
import type { BatchItem, RefusalReason } from '#wire/dashboard_objects.ts';
import { accountRows } from '../accounts/rows.ts';
import { call, type DashboardContext } from '../call.ts';
import { pageOf, type Stretch, stretchOf } from '../paging.ts';
import { paging } from '../reading.ts';

const STATES = ['waiting', 'requested', 'refused'] as const;
const REASON_MAX = 100;

export const itemFilter = { state: enumeration(STATES).optional(), reason: text({ max: REASON_MAX }).optional() };

type Filter = { state?: (typeof STATES)[number] | undefined; reason?: string | undefined };
type Item = Pick<Row<'relink_batch_items'>, 'account' | 'state' | 'reason'> & { sequence: number };

export const requestItems = call('GET /relink_requests/:id/items', {
  role: 'viewer',
  query: z.object({ ...paging, ...itemFilter }),
  run: async (context, { path, query: { state, reason, ...paged } }) => {
    const row = await requireBatch(context, path.id);
    const stretch = stretchOf(paged);
    const found = await itemsWhere(context, row.id, { state, reason }, stretch);
    return await pageOf(found, stretch, (shown) => itemRows(context, shown));
  },
});

export async function requireBatch(context: DashboardContext, id: string): Promise<Row<'relink_batches'>> {
  const row = await findBatch(context, id);
  if (row === null) throw noSuch('relink request', id, null);
  return row;
}

export async function itemsWhere(
  { trx }: DashboardContext,
  batch: Row<'relink_batches'>['id'],
  { state, reason }: Filter,
  { place, backwards, rows }: Stretch,
): Promise<Item[]> {
  let query = trx
    .selectFrom('relink_batch_items')
    .select(['account', 'state', 'reason', 'position as sequence'])
    .where('batch', '=', batch);
  if (state !== undefined) query = query.where('state', '=', state);
  if (reason !== undefined) query = query.where('reason', '=', reason);
  if (place !== null) query = query.where('position', backwards ? '<' : '>', place.sequence);
  return await query
    .orderBy('position', backwards ? 'desc' : 'asc')
    .limit(rows)
    .execute();
}

export async function itemRows(context: DashboardContext, items: Item[]): Promise<BatchItem[]> {
  const ids = items.map((item) => item.account);
  const accounts = new Map((await accountRows(context, ids)).map((account) => [account.id, account]));
  return items.flatMap(({ account: id, state, reason }) => {
    const account = accounts.get(id);
    return account === undefined ? [] : [{ account, state, reason: reason as RefusalReason | null }];
  });
}
