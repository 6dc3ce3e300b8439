// A bank that serves us no data at all, or says that it does not know the customer: no link changes by it until it has lasted.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { isSuspendedForLong, SUSPENDED_MS } from '#domain/institutions/incident.ts';
import { after } from '#kernel/clock.ts';
import type { Diagnosis } from './bank.ts';
import { deactivateAuthorization } from './link_state.ts';
import { scheduleCheck } from './schedule.ts';

/** An incident at the bank tells the operator long before: rule of bank-connectors, section 4, row 19. */
export async function observeSuspension(
  context: Context,
  link: Row<'authorizations'>,
  { of }: Extract<Diagnosis, { type: 'suspended' }>,
  now: Date,
): Promise<void> {
  if (link.suspended_since === null) {
    await setSuspended(context, link, now);
    await scheduleCheck(context, link, 'suspended', after(now, SUSPENDED_MS));
  }
  if (link.status !== 'active' || !(await isForLong(context, link, now))) return;
  const everyone = of === 'recipient' || !(await isServed(context, link));
  if (everyone) await deactivateAuthorization(context, link, 'institution_requirement', 'none', now);
  else await deactivateAuthorization(context, link, 'account_unavailable', 'relink_required', now);
}

/** By what was seen of this link, or, since nobody asks a bank that refuses everybody for each of them, of the bank. */
async function isForLong({ trx, clock }: Context, link: Row<'authorizations'>, now: Date): Promise<boolean> {
  const { suspended_since: since, test_clock, institution } = link;
  if (since !== null && now >= after(since, SUSPENDED_MS)) return true;
  return test_clock === null && (await isSuspendedForLong(trx, institution, clock.now()));
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
