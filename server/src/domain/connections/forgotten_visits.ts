// Visits to a bank that ran out in hosted sessions, which wait for their customer for ever: given back, and forgotten with their notes.
import type { Row, Transaction } from '#database/schema.ts';
import { openContext } from '#domain/open_context.ts';
import type { BankVisitId } from '#kernel/id.ts';
import { lockAuthorization } from './authorization_rows.ts';
import { lockSession } from './session.ts';
import { abandonVisit, visitWithSession } from './visit.ts';

export async function visitsThatRanOut(trx: Transaction, before: Date, limit: number): Promise<BankVisitId[]> {
  const rows = await trx
    .selectFrom('bank_visits')
    .innerJoin('sessions', 'sessions.id', 'bank_visits.session')
    .select('bank_visits.id')
    .where('sessions.status', '=', 'pending')
    .where('sessions.ui_mode', '=', 'hosted')
    .where('bank_visits.expires_at', '<', before)
    .orderBy('bank_visits.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** One that has its result meanwhile is left to whoever forgets finished sessions' visits. */
export async function forgetVisit(
  base: Parameters<typeof openContext>[0],
  trx: Transaction,
  id: BankVisitId,
): Promise<void> {
  const found = await visitWithSession(trx, id);
  if (found === null) return;
  const authorization = found.session.relink_authorization;
  if (authorization !== null) await lockAuthorization(trx, authorization);
  const session: Row<'sessions'> = await lockSession(trx, found.session.id);
  if (session.status !== 'pending') return;
  await abandonVisit(await openContext(base, trx, found.owner), id);
  if (session.visit === id)
    await trx.updateTable('sessions').set({ visit: null }).where('id', '=', session.id).execute();
  await trx.deleteFrom('bank_visits').where('id', '=', id).execute();
}
