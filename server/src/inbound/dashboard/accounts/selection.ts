// Which accounts a request names: some of them, or all that a filter shows.
import { z } from 'zod';
import { BATCH_MAX } from '#domain/connections/relink_batch.ts';
import { invalidParam } from '#inbound/http/errors.ts';
import { array } from '#inbound/http/params.ts';
import type { AccountId } from '#kernel/id.ts';
import type { DashboardContext } from '../call.ts';
import { id } from '../reading.ts';
import { accountConditions, filter } from './filter.ts';
import { accountsWhere } from './list.ts';

export const selection = z.strictObject({
  accounts: array(id(), { min: 1, max: BATCH_MAX }).optional(),
  filter: filter.optional(),
});

/** The ids; throws the 400 of a selection that names nothing, or too much. */
export async function selected(context: DashboardContext, given: z.output<typeof selection>): Promise<AccountId[]> {
  if ((given.accounts === undefined) === (given.filter === undefined)) {
    throw invalidParam('A selection has either accounts or a filter.', 'selection');
  }
  if (given.accounts !== undefined) return given.accounts as AccountId[];
  const condition = await accountConditions(context, given.filter ?? {});
  const found = await accountsWhere(context, condition, 'newest', {
    place: null,
    backwards: false,
    rows: BATCH_MAX + 1,
  });
  if (found.length > BATCH_MAX) {
    throw invalidParam(`One request may name at most ${BATCH_MAX} accounts. Narrow the filter.`, 'selection[filter]');
  }
  return found.map((row) => row.id);
}
