// Calls about batches of relink requests: start, list, read, stop. The work itself is jobs, so that it survives the page.
import { z } from 'zod';
import { BATCH_MAX, refusalCounts, startBatch, stopBatch } from '#domain/connections/relink_batch.ts';
import { invalidParam, noSuch } from '#inbound/http/errors.ts';
import { text } from '#inbound/http/params.ts';
import { selected, selection } from '../accounts/selection.ts';
import { call } from '../call.ts';
import { pageOf, stretchOf } from '../paging.ts';
import { paging } from '../reading.ts';
import { requireBatch } from './items.ts';
import { batch, batches } from './rows.ts';

const KEY_MAX = 100;

export const createRequest = call('POST /relink_requests', {
  role: 'operator',
  body: z.object({ selection, request_key: text({ max: KEY_MAX }) }),
  run: async (context, { body }) => {
    const started = await startBatch(context, {
      source: 'dashboard',
      requested_by: context.member.id,
      request_key: body.request_key,
      accounts: await selected(context, body.selection),
      selection: body.selection,
    });
    if (started === 'no_accounts') throw invalidParam('The selection holds no account.', 'selection');
    if (started === 'too_many_accounts') {
      throw invalidParam(`One request may name at most ${BATCH_MAX} accounts.`, 'selection');
    }
    return await batch(context, started);
  },
});

export const listRequests = call('GET /relink_requests', {
  role: 'viewer',
  query: z.object(paging),
  run: async (context, { query: paged }) => {
    const stretch = stretchOf(paged);
    const { place, backwards, rows } = stretch;
    let query = context.trx
      .selectFrom('relink_batches')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode);
    if (place !== null) query = query.where('sequence', backwards ? '>' : '<', place.sequence);
    const found = await query
      .orderBy('sequence', backwards ? 'asc' : 'desc')
      .limit(rows)
      .execute();
    return await pageOf(found, stretch, (shown) => batches(context, shown));
  },
});

export const retrieveRequest = call('GET /relink_requests/:id', {
  role: 'viewer',
  run: async (context, { path }) => {
    const row = await requireBatch(context, path.id);
    return { ...(await batch(context, row)), refusals: await refusalCounts(context, row.id) };
  },
});

export const stopRequest = call('POST /relink_requests/:id/stop', {
  role: 'operator',
  run: async (context, { path }) => {
    const row = await stopBatch(context, path.id);
    if (row === null) throw noSuch('relink request', path.id, null);
    return await batch(context, row);
  },
});
