// Turns a finished bank visit into a link, in one transaction: the same account, the new grant, the session's result, the events.
import type { Permission, Row } from '#database/schema.ts';
import { beginPrefetch } from '#domain/account_data/refresh.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { subscribeOnce } from '#domain/institutions/subscription.ts';
import { collectLinked, lockIntentOf } from '#domain/payments/collected_method.ts';
import { linkedToken } from '#domain/payouts/session_token.ts';
import { after, MINUTE_MS } from '#kernel/clock.ts';
import type { AuthorizationId, BankVisitId } from '#kernel/id.ts';
import { lockAuthorization } from './authorization_rows.ts';
import type { ConsentView } from './bank.ts';
import { payable } from './eligibility.ts';
import { expectEnd } from './expected_end.ts';
import { giveBackGrant } from './give_back.ts';
import { adoptGrant } from './grant.ts';
import { heldBy } from './holder.ts';
import { holdHolder } from './holder_lock.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { scheduleKeepAlive } from './keep_alive.ts';
import { type LinkedAccounts, writeAccounts } from './link_accounts.ts';
import { type LinkTarget, linkTarget } from './link_target.ts';
import { type Match, matchAccounts } from './match.ts';
import { matchReport, type Report, snapshot } from './match_report.ts';
import { auditRead, type NumbersRead } from './numbers.ts';
import { rememberOpening } from './opening.ts';
import { lookAtOthers } from './other_grants.ts';
import { scheduleCheck, scheduleDailyCheck } from './schedule.ts';
import { endSession, lockSession } from './session.ts';
import { type Candidate, type Failure, failVisit, lockVisit, openVisitCredential, readConsent } from './visit_rows.ts';

export interface LinkRequest {
  visit: BankVisitId;
  listed: Candidate[];
  numbers: Map<string, NumbersRead>;
  /** Bank ids of the accounts that the customer chose. */
  chosen: string[];
  /** What the consent at the bank covers. */
  permissions: Permission[];
  policy: InstitutionPolicy;
}

/** Links, or fails the visit with the reason; a visit that is no longer the session's current one changes nothing. */
export async function link(context: Context, request: LinkRequest): Promise<void> {
  const named = await lockInOrder(context, request.visit);
  if (named === null) return;
  const { session, visit } = named;
  await lockIntentOf(context, session);
  const now = await customerTime(context, session.test_clock);
  const target = await linkTarget(context, session, visit, now);
  const credential = openVisitCredential(context, visit);
  const consent = readConsent(visit);
  if (target === null || credential === null) {
    return await refuse(context, visit, { kind: 'other' });
  }
  const match = matchAccounts(target.known, request.listed);
  const failure = linkProblem(session, target, match, request);
  if (failure !== null) {
    const of = { institution: visit.institution, visit: visit.id };
    for (const read of request.numbers.values()) await auditRead(context, read, of);
    return await refuse(context, visit, failure);
  }
  await rememberOpening(context, session);
  const { permissions, policy } = request;
  const grant = { credential, consent, bank_user: visit.bank_user, permissions };
  await adoptGrant(context, target.authorization, grant, policy, now);
  const before = await snapshot(context, session);
  const linked = await writeAccounts(context, {
    session,
    authorization: target.authorization,
    known: target.known,
    match,
    listed: request.listed,
    numbers: request.numbers,
    chosen: request.chosen,
    consent_end: request.policy.numbers.expiry_basis === 'consent' ? (consent?.expires_at ?? null) : null,
    now,
  });
  const became = before && (await snapshot(context, session));
  const report = before && became && matchReport(match, before, became);
  await finish(context, session, target, { ...linked, report }, request, consent, now);
  await lookAgain(context, target.authorization, visit, now);
  await context.trx
    .updateTable('bank_visits')
    .set({ state: 'done', credential: null, secret: null, launch_sealed: null, candidates: null })
    .where('id', '=', visit.id)
    .execute();
}

/**
 * One lock order everywhere: the holder, authorizations by id, then the session, then the visit. Null when the visit is over or not
 * current, or whoever it is for was deleted meanwhile.
 */
async function lockInOrder(
  context: Context,
  id: BankVisitId,
): Promise<{ session: Row<'sessions'>; visit: Row<'bank_visits'> } | null> {
  const seen = await context.trx
    .selectFrom('bank_visits as v')
    .innerJoin('sessions as s', 's.id', 'v.session')
    .select(['s.id', 's.merchant', 's.livemode', 's.customer', 's.connected_account', 's.relink_authorization'])
    .select(['v.institution', 'v.bank_subject'])
    .where('v.id', '=', id)
    .executeTakeFirst();
  if (seen === undefined || !(await holdHolder(context.trx, seen))) return null;
  for (const authorization of await concernedAuthorizations(context, seen)) {
    await lockAuthorization(context.trx, authorization);
  }
  const session = await lockSession(context.trx, seen.id);
  const visit = await lockVisit(context.trx, id);
  if (visit === null || session.visit !== id || session.status !== 'pending' || visit.state !== 'linking') return null;
  return { session, visit };
}

/** The relinked authorization, and the one that the person who signed in has already. */
async function concernedAuthorizations(
  context: Context,
  seen: Pick<Row<'sessions'>, 'merchant' | 'livemode' | 'customer' | 'connected_account' | 'relink_authorization'> &
    Pick<Row<'bank_visits'>, 'institution' | 'bank_subject'>,
): Promise<AuthorizationId[]> {
  const own = await context.trx
    .selectFrom('authorizations')
    .select('id')
    .where('merchant', '=', seen.merchant)
    .where('livemode', '=', seen.livemode)
    .where(heldBy(seen))
    .where('institution', '=', seen.institution)
    .where('bank_subject', '=', seen.bank_subject ?? '')
    .where('status', '<>', 'disconnected')
    .execute();
  const ids = [...own.map((row) => row.id), ...(seen.relink_authorization ? [seen.relink_authorization] : [])];
  return [...new Set(ids)].sort();
}

/** Why these accounts cannot be linked in this session, or null. Pure. */
export function linkProblem(
  session: Pick<Row<'sessions'>, 'relink_account' | 'limit_accounts' | 'filter_payment_support' | 'intent'>,
  target: Pick<LinkTarget, 'expected_person'>,
  match: Match,
  request: Pick<LinkRequest, 'listed' | 'chosen' | 'numbers'>,
): Failure | null {
  const chosen = request.listed.filter((row) => request.chosen.includes(row.bank_account));
  const unfit = { kind: 'no_eligible_accounts', found: labelsOf(chosen) } as const;
  if (session.relink_account !== null) {
    const found = labelsOf(request.listed);
    if (!target.expected_person) return { kind: 'wrong_person', found };
    const ids = chosen.map((row) => match.matched.get(row.bank_account)?.account);
    if (ids.length !== 1 || ids[0] !== session.relink_account) return { kind: 'wrong_account', found };
  }
  if (chosen.length === 0) return { kind: 'no_accounts' };
  if (chosen.some((row) => row.state === 'closed')) return unfit;
  if (session.limit_accounts !== null && chosen.length > session.limit_accounts) return unfit;
  // The kind of an account admits payments; whether this one takes them shows only when its numbers have been read.
  const supporting = chosen.filter((row) => payable(row) && request.numbers.get(row.bank_account) !== 'none').length;
  const needed = { all: chosen.length, at_least_one: 1, none: 0 }[session.filter_payment_support ?? 'none'];
  if (supporting < needed) return unfit;
  const works = chosen.every((row) => isTransactable(request.numbers.get(row.bank_account)));
  return session.intent !== null && !works ? { kind: 'numbers_unavailable' } : null;
}

/** An intent is about money, so a number that is not there yet, or is dead, is none. */
function isTransactable(read: NumbersRead | undefined): boolean {
  return typeof read === 'object' && read.status === 'transactable';
}

/** What the page may say of accounts that could not be linked. */
function labelsOf(accounts: LinkRequest['listed']): NonNullable<Failure['found']> {
  return accounts.map(({ display_name, last4, subcategory }) => ({ display_name, last4, subcategory }));
}

/** Nothing of ours changes; the fresh grant at the bank is given back. */
async function refuse(context: Context, visit: Row<'bank_visits'>, failure: Failure): Promise<void> {
  await failVisit(context, visit, failure);
  await giveBackGrant(context, visit);
}

/** A look at the bank while the customer was there may know more than what the visit had read by then. */
async function lookAgain(
  context: Context,
  before: Row<'authorizations'>,
  visit: Row<'bank_visits'>,
  now: Date,
): Promise<void> {
  const crossed = before.checked_at !== null && before.checked_at >= visit.created;
  if (crossed) await scheduleCheck(context, before, 'crossed', now);
}

async function finish(
  context: Context,
  session: Row<'sessions'>,
  target: LinkTarget,
  linked: LinkedAccounts & { report: Report | null },
  { policy, numbers }: LinkRequest,
  consent: ConsentView | null,
  now: Date,
): Promise<void> {
  const { authorization } = target;
  const current = (await lockAuthorization(context.trx, authorization.id))!;
  await expectEnd(context, current, consent, policy, now);
  await scheduleKeepAlive(context, current, policy, now);
  await scheduleDailyCheck(context, authorization, now);
  await subscribeOnce(context.trx, authorization.institution, policy, context.clock.now());
  // A consent record that could not be read at the moment of linking is read again at once, a number in the making in a minute.
  const soon =
    consent?.status === 'unknown'
      ? 0
      : [...numbers.values()].includes('pending')
        ? MINUTE_MS
        : policy.first_check_after;
  if (soon !== null) {
    const wait = authorization.test_clock === null ? soon : 0;
    await scheduleCheck(context, authorization, 'soon', after(now, wait));
  }
  if (policy.grants === 'one_per_customer') await lookAtOthers(context, current);
  await beginPrefetch(context, linked.chosen, session.prefetch, now);
  const relink = session.relink_authorization !== null;
  await endSession(context, session, {
    status: 'succeeded',
    cancelled_reason: null,
    result_account: session.relink_account,
    result_authorization: relink ? authorization.id : null,
    result_failure: null,
    reactivated_accounts: linked.siblings,
    accounts: linked.chosen,
    report: linked.report,
    bank_account_token: await linkedToken(context, session, linked.chosen),
  });
  const [account] = linked.chosen;
  if (session.intent !== null && account !== undefined) await collectLinked(context, session, account);
}
