// The timeline of a hosted session: what happened, on the customer's time, in the transaction that made it happen.

import type { Step } from '#database/hosted_tables.ts';
import { json } from '#database/json.ts';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import type { SessionId } from '#kernel/id.ts';

type Session = Pick<Row<'sessions'>, 'id' | 'ui_mode' | 'test_clock'>;

/** Writes nothing for a modal session: its merchant watches it himself. `detail` is shown to operators and holds no secret. */
export async function recordStep(
  context: Pick<Context, 'trx' | 'clock'>,
  session: Session,
  step: Step,
  detail: Record<string, unknown> = {},
): Promise<void> {
  if (session.ui_mode !== 'hosted') return;
  const at = await customerTime(context, session.test_clock);
  await context.trx
    .insertInto('session_steps')
    .values({ session: session.id, step, detail: json(detail), at, recorded_at: context.clock.now() })
    .execute();
}

/** The same for the session of a visit to a bank. */
export async function recordVisitStep(
  context: Pick<Context, 'trx' | 'clock'>,
  visit: { session: SessionId },
  step: Step,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const session = await context.trx
    .selectFrom('sessions')
    .select(['id', 'ui_mode', 'test_clock'])
    .where('id', '=', visit.session)
    .executeTakeFirstOrThrow();
  await recordStep(context, session, step, detail);
}
