// Other links of the same person at a bank that keeps one grant per customer: his newest one has ended theirs.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { scheduleCheck } from './schedule.ts';

type Link = Row<'authorizations'>;

/** More holders than one person is, with whatever merchants; the daily look finds the rest. */
const OTHERS_MAX = 100;

function others({ trx }: Pick<Context, 'trx'>, link: Link) {
  return trx
    .selectFrom('authorizations')
    .select(['id', 'test_clock', 'institution'])
    .where('institution', '=', link.institution)
    .where('bank_subject', '=', link.bank_subject)
    .where('livemode', '=', link.livemode)
    .where('id', '<>', link.id)
    .where('status', '=', 'active');
}

/** Whether he has a link of ours that works: of another holder, or of another merchant. */
export async function hasOtherGrant(context: Context, link: Link): Promise<boolean> {
  return (await others(context, link).limit(1).executeTakeFirst()) !== undefined;
}

/** They are looked at now, so that nobody learns it from a payment that fails. */
export async function lookAtOthers(context: Context, link: Link): Promise<void> {
  for (const other of await others(context, link).limit(OTHERS_MAX).execute()) {
    await scheduleCheck(context, other, 'superseded', await customerTime(context, other.test_clock));
  }
}
