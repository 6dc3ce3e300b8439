// What the customer can do in the flow. Each action checks that it fits where the session stands, so a stale page changes nothing.

import type { Row } from '#database/schema.ts';
import { accountObjects } from '#domain/connections/account_rows.ts';
import { ineligible, servesCountry } from '#domain/connections/eligibility.ts';
import { isFixed } from '#domain/connections/flow.ts';
import { offeredInstitution } from '#domain/connections/institution_rows.ts';
import { leaveSession } from '#domain/connections/leave.ts';
import { manualEntryOf } from '#domain/connections/manual_entry.ts';
import { accountsOfSession } from '#domain/connections/session.ts';
import { abandonVisit, choose, enqueueVisit, receiveInput } from '#domain/connections/visit.ts';
import { countVisits, createVisit, lockVisit, readCandidates } from '#domain/connections/visit_rows.ts';
import type { Context } from '#domain/context.ts';
import { isAccountNumber, isRoutingNumber } from '#domain/payments/bank_number.ts';
import { collectTyped } from '#domain/payments/collect_account.ts';
import { tokenOfSession } from '#domain/payouts/session_token.ts';
import { invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { type BrowserSessionObject, presentBrowserSession } from '#wire/session.ts';
import { newestPreview, render } from '#wire/versions.ts';
import type { FlowBody } from './body.ts';

type Session = Row<'sessions'>;

/** Far more tries than a person makes; each costs a row, a job and calls to a bank. */
export const VISITS_MAX = 50;

/** Returns the job to wait for before the next view is worth showing, or null. The session is locked and pending. */
export type FlowAction = (context: Context, session: Session, body: FlowBody, origin: string) => Promise<number | null>;

export const agree: FlowAction = async (context, session) => {
  if (session.agreed_at !== null) return null;
  const { trx, clock } = context;
  await trx.updateTable('sessions').set({ agreed_at: clock.now() }).where('id', '=', session.id).execute();
  return null;
};

export const pickInstitution: FlowAction = async (context, session, body) => {
  if (isFixed(session)) throw invalidRequest('This session is bound to one bank.', { param: 'institution' });
  requireAgreement(session);
  const institution = await offeredInstitution(context.trx, context.livemode, body.institution ?? '');
  if (institution === null || !servesCountry(institution, session.filter_countries)) {
    throw noSuch('institution', body.institution ?? '', 'institution');
  }
  if (session.visit !== null) await abandonVisit(context, session.visit);
  await context.trx
    .updateTable('sessions')
    .set({ institution: institution.id, visit: null })
    .where('id', '=', session.id)
    .execute();
  return null;
};

/** Starts a visit, also anew after a failure; an earlier one is abandoned first. */
export const startVisit: FlowAction = async (context, session, _body, origin) => {
  requireAgreement(session);
  if (session.institution === null) throw invalidRequest('Choose a bank first.', { param: 'institution' });
  if (session.visit !== null) await abandonVisit(context, session.visit);
  if ((await countVisits(context.trx, session.id)) >= VISITS_MAX) {
    throw invalidRequest('This session has been to a bank too often. Create another one.', { status: 429 });
  }
  const visit = await createVisit(context, {
    session,
    institution: session.institution,
    origin,
    bank_user: null,
    headless: false,
  });
  return await enqueueVisit(context, 'visit.start', visit);
};

export const answerForm: FlowAction = async (context, session, body) => {
  const visit = session.visit === null ? null : await lockVisit(context.trx, session.visit);
  if (visit?.state !== 'form')
    throw invalidRequest('The bank is not asking anything at the moment.', { param: 'values' });
  if (visit.expires_at <= context.clock.now()) return null;
  return await receiveInput(context, visit, { type: 'answer', values: body.values ?? {} });
};

/** Back to where another bank or another try is possible. */
export const leaveBank: FlowAction = async (context, session) => {
  if (session.visit !== null) await abandonVisit(context, session.visit);
  const institution = isFixed(session) ? session.institution : null;
  await context.trx.updateTable('sessions').set({ visit: null, institution }).where('id', '=', session.id).execute();
  return null;
};

export const chooseAccounts: FlowAction = async (context, session, body) => {
  const visit = session.visit === null ? null : await lockVisit(context.trx, session.visit);
  if (visit?.state !== 'choosing')
    throw invalidRequest('There is nothing to choose at the moment.', { param: 'accounts' });
  const chosen = [...new Set(body.accounts ?? [])];
  const eligible = readCandidates(visit).filter((row) => ineligible(session, row) === null);
  const strange = chosen.find((id) => !eligible.some((row) => row.bank_account === id));
  if (strange !== undefined)
    throw invalidRequest('One of these accounts cannot be chosen here.', { param: 'accounts' });
  const limit = session.limit_accounts ?? chosen.length;
  if (chosen.length === 0 || chosen.length > limit) {
    throw invalidRequest(`Choose at least one account${session.limit_accounts ? ` and at most ${limit}` : ''}.`, {
      param: 'accounts',
    });
  }
  return await choose(context, visit.id, chosen);
};

/** The numbers of an account instead of a bank. */
export const enterManually: FlowAction = async (context, session, { values = {} }) => {
  requireAgreement(session);
  const mode = manualEntryOf(session);
  if (mode !== 'automatic' && mode !== 'required') {
    throw invalidRequest('Account numbers cannot be typed in here.', { param: 'values' });
  }
  const { routing_number = '', account_number = '' } = values;
  if (!isRoutingNumber(routing_number)) throw invalidRequest('Invalid routing number.', { param: 'routing_number' });
  if (!isAccountNumber(account_number)) throw invalidRequest('Invalid account number.', { param: 'account_number' });
  await collectTyped(context, session, { routing_number, account_number });
  return null;
};

/**
 * Ends an unfinished session, or returns the finished one: the promise of the browser SDK resolves with this. The customer may
 * leave to type in his numbers where the merchant's own page takes them.
 */
export async function finish(context: Context, session: Session, { reason }: FlowBody): Promise<BrowserSessionObject> {
  const byHand = reason === 'custom_manual_entry' && manualEntryOf(session) === 'custom';
  const ended = await leaveSession(context, session.id, byHand);
  const accounts = await accountObjects(context.trx, await accountsOfSession(context.trx, ended.id));
  return render(presentBrowserSession(ended, accounts, await tokenOfSession(context, ended)), newestPreview);
}

function requireAgreement(session: Session): void {
  if (session.agreed_at === null) throw invalidRequest('The customer has not agreed to share data yet.');
}
