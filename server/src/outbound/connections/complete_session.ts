// Test helper: goes through a session's whole flow without a browser, at the real sandbox bank and through the real connector.
import type { Row } from '#database/schema.ts';
import type { VisitStep } from '#domain/connections/bank.ts';
import type { BankControl } from '#domain/connections/banks.ts';
import { ineligible } from '#domain/connections/eligibility.ts';
import { leaveSession } from '#domain/connections/leave.ts';
import { lockSession } from '#domain/connections/session.ts';
import {
  abandonVisit,
  choose,
  planVisit,
  receiveInput,
  siblingsOf,
  visitWithSession,
} from '#domain/connections/visit.ts';
import { createVisit, launchOf, readCandidates, visitById } from '#domain/connections/visit_rows.ts';
import type { Effects } from '#jobs/run.ts';
import { JobRefused } from '#jobs/settle.ts';
import type { BankVisitId, InstitutionId, SessionId } from '#kernel/id.ts';
import { asOwner, type Counter, counterAt, type Desk, frozenTime, type Owner, tellTime } from './desk.ts';
import { continueVisit, linkVisit, loadAccounts, startVisit } from './visit_steps.ts';

/** More than any bank asks of a customer whose password is right. */
const QUESTIONS_MAX = 5;
const ANY_ANSWER = '123456';

export type Outcome = 'success' | 'cancel' | 'fail_authentication' | 'wrong_account' | 'unexpected_error';

export interface CompleteRequest {
  session: SessionId;
  outcome: Outcome;
  institution: InstitutionId;
  /** Display names at the bank; null: what the outcome needs. */
  accounts: string[] | null;
  bank_user: string | null;
  origin: string;
}

interface Play {
  request: CompleteRequest;
  session: Row<'sessions'>;
  owner: Owner;
  counter: Counter;
  control: BankControl;
  /** The person who signs in, and what he shares there. */
  person: string;
  shared: string[] | null;
}

/** The error that the waiting request answers with. */
export function refused(message: string, param?: string): JobRefused {
  return new JobRefused(
    JSON.stringify({ status: 400, type: 'invalid_request_error', message, ...(param && { param }) }),
  );
}

/**
 * A session that is still pending at the end was given up, so it ends with the outcome that fits; unless somebody else has
 * begun another visit in it meanwhile, who then also ends it.
 */
export async function completeSession(desk: Desk, request: CompleteRequest): Promise<Effects> {
  const play = await openPlay(desk, request);
  if (play === null) return async () => {};
  const { owner } = play;
  await finishLeft(desk, play.session);
  const visit = await createPlayVisit(desk, play);
  await run(desk, await startVisit(desk, visit));
  await signIn(desk, play, visit);
  await run(desk, await continueVisit(desk, visit));
  await answerQuestions(desk, play, visit);
  await run(desk, await loadAccounts(desk, visit));
  await chooseAccounts(desk, play, visit);
  await run(desk, await linkVisit(desk, visit));
  return (trx) =>
    asOwner(desk, trx, owner, async (context) => {
      const session = await lockSession(trx, play.session.id);
      if (session.visit === visit) await leaveSession(context, session.id);
    });
}

async function run(desk: Desk, effects: Effects): Promise<void> {
  await desk.database.transact(effects);
}

async function openPlay(desk: Desk, request: CompleteRequest): Promise<Play | null> {
  const { control } = desk.banks;
  if (control === null) throw refused('Test helpers need the sandbox bank.');
  const opened = await desk.database.transact(async (trx) => {
    const session = await trx
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', request.session)
      .executeTakeFirstOrThrow();
    const siblings = await siblingsOf(trx, session, request.institution);
    return { session, siblings, counter: await counterAt(desk, trx, request.institution) };
  });
  const { session, siblings, counter } = opened;
  if (session.status !== 'pending') return null;
  if (!control.moves(counter.profile)) throw refused('Test helpers move the banks of the sandbox, and no others.');
  const owner = { merchant: session.merchant, livemode: session.livemode };
  const cast = await castFor(desk, control, request, session, siblings, counter);
  return { request, session, owner, counter, control, ...cast };
}

/** Who signs in and which accounts are shared, by outcome. Defaults: rulings, "Test helpers". */
async function castFor(
  desk: Desk,
  control: BankControl,
  request: CompleteRequest,
  session: Row<'sessions'>,
  siblings: Row<'accounts'>[],
  counter: Counter,
): Promise<Pick<Play, 'person' | 'shared'>> {
  const plan = await desk.database.transact((trx) =>
    planVisit(trx, session, { institution: request.institution, bank_user: request.bank_user }),
  );
  await tellTime(
    desk,
    counter.profile,
    plan.bank_user,
    await desk.database.transact((trx) => frozenTime(trx, session.test_clock)),
  );
  const offered = (await control.person(counter.profile, plan.bank_user)).accounts;
  const unknown = request.accounts?.find((name) => !offered.some((account) => account.display_name === name));
  if (unknown !== undefined) {
    throw refused(
      `The bank has no account named '${unknown}' for this person. It has: ${offered.map((row) => row.display_name).join(', ')}.`,
      'accounts',
    );
  }
  const names = (ids: string[]) =>
    offered.filter((row) => ids.includes(row.bank_account)).map((row) => row.display_name);
  const known = names(siblings.map((account) => account.bank_account));
  if (request.outcome === 'wrong_account') {
    const target = siblings.find((account) => account.id === session.relink_account);
    const wrong =
      request.accounts ??
      offered.filter((row) => row.bank_account !== target?.bank_account).map((row) => row.display_name);
    const choice = counter.profile.policy.bank_hosted_selection && wrong.length > 0;
    return choice ? { person: plan.bank_user, shared: wrong } : { person: `${plan.bank_user}-other`, shared: null };
  }
  if (request.accounts !== null) {
    // Whoever names accounts leaves the required one out on purpose; its siblings stay shared.
    const kept = session.relink_account === null ? known : names(others(siblings, session));
    return { person: plan.bank_user, shared: [...new Set([...request.accounts, ...kept])] };
  }
  const relink = session.relink_authorization !== null;
  return { person: plan.bank_user, shared: relink && known.length > 0 ? known : null };
}

/** The bank's ids of the accounts around the required one. */
function others(siblings: Row<'accounts'>[], session: Row<'sessions'>): string[] {
  return siblings.filter((account) => account.id !== session.relink_account).map((account) => account.bank_account);
}

/**
 * A process may have died with a code that it had redeemed without knowing the grant yet. The code is handed in once more: one
 * that was not redeemed gives a grant to give back, one that was makes the bank end what it gave for it (RFC 6749, section 4.1.2).
 */
async function finishLeft(desk: Desk, session: Row<'sessions'>): Promise<void> {
  const left = await desk.database.transact(async (trx) => session.visit && (await visitById(trx, session.visit)));
  if (left?.headless && left.state === 'working' && left.credential === null) {
    await run(desk, await continueVisit(desk, left.id));
  }
}

async function createPlayVisit(desk: Desk, play: Play): Promise<BankVisitId> {
  const { session, owner, request } = play;
  return await desk.database.transact((trx) =>
    asOwner(desk, trx, owner, async (context) => {
      const locked = await lockSession(trx, session.id);
      if (locked.status !== 'pending') throw refused(`This session is already ${locked.status}.`);
      // A visit that a browser, or a process that died, has left behind: what it obtained is given back.
      if (locked.visit !== null) await abandonVisit(context, locked.visit);
      await trx.updateTable('sessions').set({ agreed_at: context.clock.now() }).where('id', '=', session.id).execute();
      return await createVisit(context, {
        session: locked,
        institution: request.institution,
        origin: request.origin,
        bank_user: play.person,
        headless: true,
      });
    }),
  );
}

/** Takes the redirect through the bank's own pages, or fills in its form. */
async function signIn(desk: Desk, play: Play, id: BankVisitId): Promise<void> {
  const visit = await desk.database.transact((trx) => visitById(trx, id));
  const launch = visit && launchOf(desk, visit);
  if (visit?.state === 'redirect' && launch) {
    const { url } = launch;
    const { redirect_to } = await play.control.authorize(play.counter.profile, {
      url,
      bank_user: play.person,
      accounts: play.counter.profile.policy.bank_hosted_selection ? play.shared : null,
      outcome: bankOutcome(play.request.outcome),
    });
    await hand(desk, play, id, { type: 'callback', url: redirect_to });
  } else if (visit?.state === 'form' && play.request.outcome !== 'cancel') {
    const { outcome } = play.request;
    const values: Record<string, string> = { username: play.person, password: 'sandbox' };
    if (outcome === 'fail_authentication' || outcome === 'unexpected_error') values.sandbox_outcome = outcome;
    await hand(desk, play, id, { type: 'answer', values });
  }
}

/** Answers what a form bank asks besides user name and password: whatever is chosen or typed is right there. */
async function answerQuestions(desk: Desk, play: Play, id: BankVisitId): Promise<void> {
  for (let count = 0; count < QUESTIONS_MAX; count += 1) {
    const visit = await desk.database.transact((trx) => visitById(trx, id));
    if (visit?.state !== 'form') return;
    const { purpose, fields } = visit.step as unknown as Extract<VisitStep, { type: 'form' }>;
    if (purpose !== 'challenge') return;
    const values = fields.map(({ name, options }) => [name, options?.[0]?.id ?? ANY_ANSWER]);
    await hand(desk, play, id, { type: 'answer', values: Object.fromEntries(values) });
    await run(desk, await continueVisit(desk, id));
  }
}

function bankOutcome(outcome: Outcome): 'approve' | 'cancel' | 'fail_authentication' | 'unexpected_error' {
  return outcome === 'success' || outcome === 'wrong_account' ? 'approve' : outcome;
}

async function hand(desk: Desk, play: Play, id: BankVisitId, input: Parameters<typeof receiveInput>[2]): Promise<void> {
  await desk.database.transact((trx) =>
    asOwner(desk, trx, play.owner, async (context) => {
      const found = await visitWithSession(trx, id);
      if (found) await receiveInput(context, found.visit, input);
    }),
  );
}

/** The picker's part: the named accounts, else the known ones, else all that the session admits. */
async function chooseAccounts(desk: Desk, play: Play, id: BankVisitId): Promise<void> {
  await desk.database.transact((trx) =>
    asOwner(desk, trx, play.owner, async (context) => {
      const visit = await visitById(trx, id);
      const { session, request } = play;
      const narrowing = visit?.state === 'linking' && request.accounts !== null && session.relink_account === null;
      if (visit?.state !== 'choosing' && !narrowing) return;
      const eligible = readCandidates(visit).filter((row) => ineligible(session, row) === null);
      const known = await siblingsOf(trx, session, request.institution);
      const again = eligible.filter((row) => known.some((account) => account.bank_account === row.bank_account));
      const named = eligible.filter((row) => request.accounts?.includes(row.display_name));
      const picked = request.accounts ? named : session.relink_authorization && again.length > 0 ? again : eligible;
      const limit = session.limit_accounts ?? picked.length;
      await choose(
        context,
        id,
        picked.slice(0, limit).map((row) => row.bank_account),
      );
    }),
  );
}
