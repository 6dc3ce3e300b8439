// GET /sandbox/mails: what was written, to whom, and what became of it.
import { sql } from 'kysely';
import { z } from 'zod';
import { text } from '#inbound/http/params.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { call } from '../call.ts';
import { pageOf, stretchOf } from '../paging.ts';
import { paging } from '../reading.ts';

const ADDRESS_MAX = 512;

export const listMails = call('GET /sandbox/mails', {
  role: 'viewer',
  query: z.object({ ...paging, to: text({ max: ADDRESS_MAX }).optional() }),
  run: async (context, { query: { to, ...paged } }) => {
    const stretch = stretchOf(paged);
    const { place, backwards, rows } = stretch;
    let query = context.trx
      .selectFrom('mails')
      .select(['id', 'sequence', 'type', 'recipient', 'subject', 'state', 'detail', 'session', 'created'])
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode)
      // Of old ones nothing is left to show.
      .where('recipient', '<>', '');
    if (to !== undefined) query = query.where(sql`lower(recipient)`, '=', to.toLowerCase());
    if (place !== null) query = query.where('sequence', backwards ? '>' : '<', place.sequence);
    const found = await query
      .orderBy('sequence', backwards ? 'asc' : 'desc')
      .limit(rows)
      .execute();
    return await pageOf(found, stretch, (shown) =>
      shown.map(({ sequence: _, recipient, created, ...mail }) => ({
        ...mail,
        to: recipient,
        created: unixSeconds(created),
      })),
    );
  },
});
