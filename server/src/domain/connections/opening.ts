// Why the customer is here: the opening of his flow, derived from the link until it is repaired, remembered from then on.
import { json } from '#database/json.ts';
import type { Permission, Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { AuthorizationId } from '#kernel/id.ts';
import type { FlowView } from '#wire/flow.ts';
import { accountsOn, numbersOf } from './account_rows.ts';
import { numberTrouble, permissionChanges } from './relink.ts';

type Reason = Pick<FlowView, 'opening' | 'permission_changes' | 'cause' | 'number_expires_at' | 'sibling_count'>;

export interface Opening extends Reason {
  /** The account that a targeted relink is about. */
  account: Pick<Row<'accounts'>, 'display_name' | 'last4' | 'subcategory'> | null;
}

/** Called just before a link is written, so that the last page still says what was repaired. */
export async function rememberOpening(context: Context, session: Row<'sessions'>): Promise<void> {
  const opening = json(await openingOf(context, session));
  await context.trx.updateTable('sessions').set({ opening }).where('id', '=', session.id).execute();
}

/** The three openings of a relink: repair, new account number, changed data (rulings, "Relink"). A renewal changes none. */
export async function openingOf(context: Context, session: Row<'sessions'>): Promise<Opening> {
  if (session.opening !== null) return session.opening as unknown as Opening;
  const plain = { permission_changes: null, cause: null, number_expires_at: null, sibling_count: 0, account: null };
  if (session.relink_authorization === null) return { ...plain, opening: 'link' };
  const siblings = await accountsOn(context.trx, session.relink_authorization);
  const target = siblings.find((account) => account.id === session.relink_account) ?? null;
  const concerned = target === null ? siblings : [target];
  const shared = {
    ...plain,
    account: target && labelOf(target),
    sibling_count: siblings.length - (target === null ? 0 : 1),
  };
  const broken = concerned.find((account) => account.status === 'inactive');
  if (broken !== undefined) return { ...shared, opening: 'repair', cause: broken.inactive_cause };
  const now = await customerTime(context, session.test_clock);
  const numbers = await numbersOf(
    context.trx,
    concerned.map((account) => account.id),
  );
  for (const number of numbers.values()) {
    const trouble = numberTrouble(number, now);
    const expires = number.expected_expiry_at && unixSeconds(number.expected_expiry_at);
    if (trouble !== null) return { ...shared, opening: 'new_number', cause: trouble, number_expires_at: expires };
  }
  const { renews_before } = session;
  if (renews_before !== null) {
    return {
      ...shared,
      opening: 'changed_data',
      cause: await causeAhead(context, session.relink_authorization),
      number_expires_at: unixSeconds(renews_before),
    };
  }
  const current = [...new Set(concerned.flatMap((account): Permission[] => account.permissions))];
  return { ...shared, opening: 'changed_data', permission_changes: permissionChanges(current, session.permissions) };
}

/** Why a link that works will end: its grant runs out, or the bank has announced that it wants a new sign-in. */
async function causeAhead(context: Context, link: AuthorizationId): Promise<'access_expiring' | 'requirement_ahead'> {
  const { active_cause } = await context.trx
    .selectFrom('authorizations')
    .select('active_cause')
    .where('id', '=', link)
    .executeTakeFirstOrThrow();
  return active_cause === 'institution_requirement' ? 'requirement_ahead' : 'access_expiring';
}

function labelOf({ display_name, last4, subcategory }: Row<'accounts'>): NonNullable<Opening['account']> {
  return { display_name, last4, subcategory };
}
