// A bank that serves us no data at all, or says that it does not know the customer: no link changes by it until it has lasted.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { Diagnosis } from './bank.ts';
import { deactivateAuthorization } from './link_state.ts';

/** In the customer's time. An incident at the bank tells the operator long before: rule of bank-connectors, section 4, row 19. */
const SUSPENDED_MS = 7 * DAY_MS;

export async function observeSuspension(
  context: Context,
  link: Row<'authorizations'>,
  { of }: Extract<Diagnosis, { type: 'suspended' }>,
  now: Date,
): Promise<void> {
  const since = link.suspended_since;
  if (since === null) return await setSuspended(context, link, now);
  if (link.status !== 'active' || now < after(since, SUSPENDED_MS)) return;
  const everyone = of === 'recipient' || !(await isServed(context, link));
  if (everyone) await deactivateAuthorization(context, link, 'institution_requirement', 'none', now);
  else await deactivateAuthorization(context, link, 'account_unavailable', 'relink_required', now);
}

export async function endSuspension(context: Context, link: Row<'authorizations'>): Promise<void> {
  if (link.suspended_since !== null) await setSuspended(context, link, null);
}

async function setSuspended({ trx }: Context, { id }: Row<'authorizations'>, since: Date | null): Promise<void> {
  await trx.updateTable('authorizations').set({ suspended_since: since }).where('id', '=', id).execute();
}

/** Whether the bank serves us any other customer. */
async function isServed({ trx }: Context, link: Row<'authorizations'>): Promise<boolean> {
  const other = await trx
    .selectFrom('authorizations')
    .select('id')
    .where('institution', '=', link.institution)
    .where('id', '<>', link.id)
    .where('status', '=', 'active')
    .where('suspended_since', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
