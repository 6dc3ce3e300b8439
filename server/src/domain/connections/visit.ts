// A bank visit's life: planned for its session, moved on by what the bank answers, abandoned when the customer turns away.
import { json } from '#database/json.ts';
import type { Permission, Row, Transaction } from '#database/schema.ts';
import { audit, auditOwner } from '#domain/audit.ts';
import type { Context } from '#domain/context.ts';
import { enqueue } from '#jobs/enqueue.ts';
import type { BankVisitId, InstitutionId, MerchantId } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import { accountsOfHolder, accountsOn } from './account_rows.ts';
import type { VisitInput, VisitStep } from './bank.ts';
import { giveBack, giveBackGrant } from './give_back.ts';
import { holderOf } from './holder.ts';
import { judge } from './judge.ts';
import { lockSession } from './session.ts';
import { recordVisitStep } from './session_steps.ts';
import {
  type Candidate,
  failVisit,
  launchOf,
  lockVisit,
  makeLaunch,
  openVisitSecret,
  sealVisitCredential,
  sealVisitSecret,
  type VisitPlan,
  visitById,
  writeCandidates,
  writeConsent,
} from './visit_rows.ts';

export const VISIT_KINDS = ['visit.start', 'visit.continue', 'visit.load', 'visit.link'] as const;
type VisitJob = (typeof VISIT_KINDS)[number];

/**
 * Network steps of a visit run as jobs on real time: a process that dies between two of them loses nothing. Null for a
 * headless visit, whose test helper is a job itself and runs the steps in its own order.
 */
export async function enqueueVisit(context: Context, kind: VisitJob, visit: BankVisitId): Promise<number | null> {
  const row = await visitById(context.trx, visit);
  if (row === null || row.headless) return null;
  const now = context.clock.now();
  return await enqueue(context.trx, {
    kind,
    // A bank that keeps its customers waiting takes its share of the workers and no more.
    payload: { visit, institution: row.institution },
    due_at: now,
    test_clock: null,
    unique_key: visit,
    created: now,
  });
}

/** The accounts that a visit may meet again: those on the relinked authorization, else all of the holder's at that bank. */
export async function siblingsOf(
  trx: Transaction,
  session: Row<'sessions'>,
  institution: InstitutionId,
): Promise<Row<'accounts'>[]> {
  if (session.relink_authorization !== null) return await accountsOn(trx, session.relink_authorization);
  const { merchant, livemode } = session;
  return await accountsOfHolder(trx, { ...holderOf(session), merchant, livemode, institution });
}

/**
 * Whom the bank should expect and what the consent must cover, so that siblings keep what they have. Rule: rulings, "Bank people and
 * grants": the relinked authorization's person, else one per holder, else one per session.
 */
export async function planVisit(
  trx: Transaction,
  session: Row<'sessions'>,
  visit: Pick<Row<'bank_visits'>, 'institution' | 'bank_user'>,
): Promise<VisitPlan> {
  const siblings = await siblingsOf(trx, session, visit.institution);
  const permissions = new Set<Permission>(session.permissions);
  for (const account of siblings) for (const permission of account.permissions) permissions.add(permission);
  const known = visit.bank_user ?? (await relinkedPerson(trx, session));
  return {
    permissions: [...permissions],
    bank_user: known ?? session.customer ?? session.connected_account ?? session.id,
    invented: known === null,
    bank_account: siblings.find((account) => account.id === session.relink_account)?.bank_account ?? null,
  };
}

/** By the name that the bank told of him; null where there is nobody, or none. */
async function relinkedPerson(trx: Transaction, session: Row<'sessions'>): Promise<string | null> {
  if (session.relink_authorization === null) return null;
  const relinked = await trx
    .selectFrom('authorizations')
    .select('bank_user')
    .where('id', '=', session.relink_authorization)
    .executeTakeFirstOrThrow();
  return relinked.bank_user;
}

/** What the customer or the bank's redirect brought, sealed with the connector's notes until the job picks it up. A visit that was left stays left. */
export async function receiveInput(
  context: Context,
  visit: Row<'bank_visits'>,
  input: VisitInput,
): Promise<number | null> {
  const secret = openVisitSecret(context, visit) ?? '';
  await context.trx
    .updateTable('bank_visits')
    .set({
      state: visit.state === 'left' ? 'left' : 'working',
      secret: sealVisitSecret(context, visit.id, JSON.stringify({ secret, input })),
    })
    .where('id', '=', visit.id)
    .execute();
  return await enqueueVisit(context, 'visit.continue', visit.id);
}

/**
 * The connector's notes and the input that `receiveInput` put away, to be sent now; null when there is none. Answers are handed out
 * once: a bank counts a password that is sent again, and `input` is null where somebody has had them.
 */
export async function takeInput(
  context: Context,
  id: BankVisitId,
): Promise<{ secret: string; input: VisitInput | null } | null> {
  const visit = await lockVisit(context.trx, id);
  const text = visit && openVisitSecret(context, visit);
  if (!text) return null;
  const received = JSON.parse(text) as { secret: string; input: VisitInput | null };
  if (received.input?.type === 'answer') {
    const rest = sealVisitSecret(context, id, JSON.stringify({ ...received, input: null }));
    await context.trx.updateTable('bank_visits').set({ secret: rest }).where('id', '=', id).execute();
  }
  return received;
}

/** Moves a visit on by what the connector answered. A grant for a visit that was left is given back, and nothing of it is kept. */
export async function applyStep(context: Context, id: BankVisitId, step: VisitStep): Promise<void> {
  const visit = await lockVisit(context.trx, id);
  const expected = visit?.state === 'working' || visit?.state === 'starting';
  if (visit === null || !expected) {
    if (visit === null) return;
    if (step.type === 'complete') {
      const { bank_subject, bank_user, credential, consent } = step;
      const origin = { ...visit, bank_subject, bank_user: bank_user ?? visit.bank_user };
      await giveBack(context, origin, credential, consent?.id ?? null);
    }
    if (visit.state === 'left')
      await context.trx.updateTable('bank_visits').set({ secret: null }).where('id', '=', id).execute();
    return;
  }
  const update = context.trx.updateTable('bank_visits').where('id', '=', id);
  switch (step.type) {
    case 'redirect':
      await update
        .set({
          state: 'redirect',
          ...makeLaunch(context, visit, step),
          oauth_state_hash: hashSecret(step.oauth_state),
          secret: sealVisitSecret(context, id, step.secret),
        })
        .execute();
      return;
    case 'form': {
      const { secret, ...form } = step;
      await update.set({ state: 'form', step: json(form), secret: sealVisitSecret(context, id, secret) }).execute();
      // Where the bank has a page of its own, the customer's step there is recorded when he takes it.
      if (visit.state === 'starting') await recordVisitStep(context, visit, 'at_bank');
      return;
    }
    case 'complete':
      await update
        .set({
          credential: sealVisitCredential(context, id, step.credential),
          consent: step.consent && json(writeConsent(step.consent)),
          bank_subject: step.bank_subject,
          bank_user: step.bank_user ?? visit.bank_user,
          secret: null,
          step: json({}),
        })
        .execute();
      await audit(context, auditOwner(context), {
        action: 'token.issued',
        institution: visit.institution,
        detail: { visit: id, session: visit.session, consent: step.consent?.id ?? null },
      });
      await enqueueVisit(context, 'visit.load', id);
      return;
    case 'failed':
      await failVisit(context, visit, step.failure);
  }
}

/** The bank's account list has arrived: link straight away, let the customer choose, or say what is wrong. */
export async function applyCandidates(
  context: Context,
  id: BankVisitId,
  candidates: Candidate[],
  bankHostedSelection: boolean,
): Promise<void> {
  const seen = await visitById(context.trx, id);
  if (seen === null) return;
  const session = await lockSession(context.trx, seen.session);
  const visit = await lockVisit(context.trx, id);
  if (visit?.state !== 'working') return;
  await context.trx
    .updateTable('bank_visits')
    .set({ candidates: json(writeCandidates(candidates)) })
    .where('id', '=', id)
    .execute();
  const verdict = await judge(context.trx, session, visit, candidates, bankHostedSelection);
  if (verdict.type === 'failed') {
    await failVisit(context, visit, verdict.failure);
    await giveBackGrant(context, visit);
  } else if (verdict.type === 'choose') {
    await context.trx.updateTable('bank_visits').set({ state: 'choosing' }).where('id', '=', id).execute();
  } else await choose(context, id, verdict.chosen);
}

/**
 * Asks the bank for another address where the one that there is has lapsed before the customer went: some are good for a minute.
 * The link to it stays the same. Null where nothing has to be asked.
 */
export async function renewLaunch(context: Context, visit: Row<'bank_visits'>): Promise<number | null> {
  const way = visit.state === 'redirect' && visit.launched_at === null ? launchOf(context, visit) : null;
  if (way === null || way.expires_at === null || way.expires_at > context.clock.now()) return null;
  await context.trx
    .updateTable('bank_visits')
    .set({ state: 'starting', oauth_state_hash: null, secret: null })
    .where('id', '=', visit.id)
    .execute();
  return await enqueueVisit(context, 'visit.start', visit.id);
}

/** The choice is made; numbers are read and the link is written by the next job. */
export async function choose(context: Context, id: BankVisitId, chosen: string[]): Promise<number | null> {
  await context.trx.updateTable('bank_visits').set({ state: 'linking', chosen }).where('id', '=', id).execute();
  return await enqueueVisit(context, 'visit.link', id);
}

/**
 * The customer turns away from a visit: what it obtained is given back, what is under way comes to nothing. Whoever is at the
 * bank already may still agree there; the connector's notes are kept until then, because only they can fetch what is to be
 * given back.
 */
export async function abandonVisit(context: Context, id: BankVisitId): Promise<void> {
  const visit = await lockVisit(context.trx, id);
  if (visit === null || visit.state === 'done' || visit.state === 'left') return;
  await giveBackGrant(context, visit);
  if (visit.state === 'failed') return;
  await context.trx
    .updateTable('bank_visits')
    .set({ state: 'left', secret: mayStillGrant(visit) ? visit.secret : null, candidates: null, launch_sealed: null })
    .where('id', '=', id)
    .execute();
}

function mayStillGrant({ headless, state, launched_at, credential }: Row<'bank_visits'>): boolean {
  if (headless || credential !== null) return false;
  return state === 'working' || (state === 'redirect' && launched_at !== null);
}

/** A visit with its session, for jobs; null when it does not exist. */
export async function visitWithSession(
  trx: Transaction,
  id: BankVisitId,
): Promise<{
  visit: Row<'bank_visits'>;
  session: Row<'sessions'>;
  owner: { merchant: MerchantId; livemode: boolean };
} | null> {
  const visit = await visitById(trx, id);
  if (visit === null) return null;
  const session = await trx
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', visit.session)
    .executeTakeFirstOrThrow();
  return { visit, session, owner: { merchant: session.merchant, livemode: session.livemode } };
}
