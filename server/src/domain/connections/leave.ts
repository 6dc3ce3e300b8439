// Ends a session in which nothing was linked: gives back what a visit obtained and settles the outcome.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { SessionId } from '#kernel/id.ts';
import { unlinkedEnd } from './outcome.ts';
import { endSession, lockSession } from './session.ts';
import { abandonVisit } from './visit.ts';
import { type Failure, visitById } from './visit_rows.ts';

/** Idempotent: a finished session is returned as it is. `byHand`: the customer goes on to type in his numbers on the merchant's page. */
export async function leaveSession(context: Context, id: SessionId, byHand = false): Promise<Row<'sessions'>> {
  const session = await lockSession(context.trx, id);
  if (session.status !== 'pending') return session;
  const visit = session.visit === null ? null : await visitById(context.trx, session.visit);
  if (visit !== null) await abandonVisit(context, visit.id);
  const last = visit && { state: visit.state, failure: visit.failure as Failure | null };
  const relink = session.relink_authorization !== null;
  const end = unlinkedEnd(last, { relink, targeted: session.relink_account !== null });
  const manual = { ...end, status: 'cancelled', cancelled_reason: 'custom_manual_entry' } as const;
  return await endSession(context, session, byHand ? manual : end);
}
