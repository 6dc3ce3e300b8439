// Batches of relink requests as the Dashboard shows them.
import { sql } from 'kysely';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { MemberId } from '#kernel/id.ts';
import type { Batch } from '#wire/dashboard_objects.ts';

export async function batches(
  { trx, merchant }: Pick<Context, 'trx' | 'merchant'>,
  rows: Row<'relink_batches'>[],
): Promise<Batch[]> {
  const ids = rows.flatMap((row) => row.requested_by ?? []);
  const members = await trx
    .selectFrom('members')
    .select(['id', 'email', 'name'])
    .where('merchant', '=', merchant.id)
    .where('id', '=', sql<MemberId>`any(${ids}::text[])`)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    source: row.source,
    requested_by: members.find((member) => member.id === row.requested_by) ?? null,
    state: row.state,
    total: row.total,
    requested: row.requested,
    refused: row.refused,
    created: unixSeconds(row.created),
    finished_at: row.finished_at && unixSeconds(row.finished_at),
  }));
}

export async function batch(context: Pick<Context, 'trx' | 'merchant'>, row: Row<'relink_batches'>): Promise<Batch> {
  const [shown] = await batches(context, [row]);
  return shown as Batch;
}
