// The network steps of a bank visit. Each does its calls first and returns the writes, so a job commits them with its own end.
import type { Row } from '#database/schema.ts';
import { ACCOUNTS_MAX } from '#domain/connections/account_rows.ts';
import { type BankAccount, BankError, type Credential, isLive, type VisitStep } from '#domain/connections/bank.ts';
import { payable } from '#domain/connections/eligibility.ts';
import { giveBackGrant } from '#domain/connections/give_back.ts';
import { link } from '#domain/connections/link.ts';
import { matchAccounts } from '#domain/connections/match.ts';
import { auditRead, type NumbersRead, realNumberFingerprint } from '#domain/connections/numbers.ts';
import { lockSession } from '#domain/connections/session.ts';
import {
  applyCandidates,
  applyStep,
  planVisit,
  siblingsOf,
  takeInput,
  visitWithSession,
} from '#domain/connections/visit.ts';
import {
  type Candidate,
  type Failure,
  failVisit,
  lockVisit,
  openVisitCredential,
  readCandidates,
} from '#domain/connections/visit_rows.ts';
import type { Effects } from '#jobs/run.ts';
import type { BankVisitId } from '#kernel/id.ts';
import { asOwner, type Counter, counterAt, type Desk, frozenTime, type Owner } from './desk.ts';
import { orNotRead, readFirstNumber } from './read_number.ts';
import { sideBySide } from './side_by_side.ts';

const nothing: Effects = async () => {};

interface Stage {
  visit: Row<'bank_visits'>;
  session: Row<'sessions'>;
  owner: Owner;
  counter: Counter;
}

type State = Row<'bank_visits'>['state'];

/** Null unless the visit is in one of the states; a step goes on in a pending session only, and what was left is only tidied up. */
async function openStage(desk: Desk, id: BankVisitId, ...states: State[]): Promise<Stage | null> {
  return await desk.database.transact(async (trx) => {
    const found = await visitWithSession(trx, id);
    if (found === null || !states.includes(found.visit.state)) return null;
    if (found.visit.state !== 'left' && found.session.status !== 'pending') return null;
    return { ...found, counter: await counterAt(desk, trx, found.visit.institution, 'user') };
  });
}

/** Asks the connector to begin: a redirect to the bank, a form, or a refusal. */
export async function startVisit(desk: Desk, id: BankVisitId): Promise<Effects> {
  const stage = await openStage(desk, id, 'starting');
  if (stage === null) return nothing;
  const { visit, session, owner, counter } = stage;
  const { plan, time } = await desk.database.transact(async (trx) => ({
    plan: await planVisit(trx, session, visit),
    time: await frozenTime(trx, session.test_clock),
  }));
  const step = await attempt(desk, visit, () =>
    counter.connector.startVisit({
      institution: counter.profile,
      redirect_uri: `${visit.origin}/banks/${counter.profile.slug}/callback`,
      customer_time: time,
      locale: session.locale ?? 'en',
      ...plan,
    }),
  );
  return (trx) => asOwner(desk, trx, owner, (context) => applyStep(context, id, step));
}

/**
 * Hands the bank's redirect or the customer's answers to the connector. A code is exchanged once: no retry after a failure. Answers
 * that a process has died with are not sent again: the customer is asked anew.
 */
export async function continueVisit(desk: Desk, id: BankVisitId): Promise<Effects> {
  const stage = await openStage(desk, id, 'working', 'left');
  if (stage === null) return nothing;
  const { counter, owner, visit } = stage;
  const received = await desk.database.transact((trx) =>
    asOwner(desk, trx, owner, (context) => takeInput(context, visit.id)),
  );
  if (received === null) return nothing;
  const { secret, input } = received;
  const step: VisitStep =
    input === null
      ? { type: 'failed', failure: { kind: 'other' } }
      : await attempt(desk, visit, () => counter.connector.continueVisit(counter.profile, secret, input));
  return (trx) => asOwner(desk, trx, owner, (context) => applyStep(context, id, step));
}

/** Reads the account list under the fresh grant, and real numbers where only they can tell a known account. */
export async function loadAccounts(desk: Desk, id: BankVisitId): Promise<Effects> {
  const stage = await openStage(desk, id, 'working');
  const credential = stage && openVisitCredential(desk, stage.visit);
  if (stage === null || credential === null) return nothing;
  const { counter, owner, visit } = stage;
  try {
    const accounts = await counter.connector.listAccounts(counter.profile, credential);
    // Cutting the list would make the rest look as if the customer no longer shared it.
    if (accounts.length > ACCOUNTS_MAX) throw new Error(`the bank lists ${accounts.length} accounts`);
    const candidates = await withFingerprints(desk, stage, credential, accounts);
    const hosted = counter.profile.policy.bank_hosted_selection;
    return (trx) => asOwner(desk, trx, owner, (context) => applyCandidates(context, visit.id, candidates, hosted));
  } catch (error) {
    return failure(desk, stage, error, 'accounts_unavailable');
  }
}

async function withFingerprints(
  desk: Desk,
  stage: Stage,
  credential: Credential,
  accounts: BankAccount[],
): Promise<Candidate[]> {
  const { session, visit, owner } = stage;
  const plain = accounts.map((account): Candidate => ({ ...account, number_fingerprint: null }));
  const known = await desk.database.transact((trx) => siblingsOf(trx, session, visit.institution));
  const match = matchAccounts(known, plain);
  const recognisable = known.some(
    (account) => match.missing.includes(account.id) && account.number_fingerprint !== null,
  );
  if (!recognisable) return plain;
  const numbers = await readNumbers(
    stage,
    credential,
    plain.filter((row) => match.added.includes(row.bank_account)),
    [],
  );
  return await desk.database.transact((trx) =>
    asOwner(desk, trx, owner, async (context) => {
      const of = { institution: visit.institution, visit: visit.id };
      for (const read of numbers.values()) await auditRead(context, read, of);
      return plain.map((row) => ({
        ...row,
        number_fingerprint: realNumberFingerprint(context, numbers.get(row.bank_account) ?? 'not_read'),
      }));
    }),
  );
}

/** Reads the numbers that the link needs, then links in one transaction. */
export async function linkVisit(desk: Desk, id: BankVisitId): Promise<Effects> {
  const stage = await openStage(desk, id, 'linking');
  const credential = stage && openVisitCredential(desk, stage.visit);
  if (stage === null || credential === null) return nothing;
  const { counter, owner, visit, session } = stage;
  const candidates = readCandidates(visit);
  const chosen = visit.chosen ?? [];
  try {
    const { known, plan } = await desk.database.transact(async (trx) => ({
      known: await siblingsOf(trx, session, visit.institution),
      plan: await planVisit(trx, session, visit),
    }));
    const siblings = new Set(
      known.filter((account) => account.permissions.includes('payment_method')).map((account) => account.bank_account),
    );
    const wanted = candidates.filter((row) =>
      chosen.includes(row.bank_account)
        ? session.permissions.includes('payment_method')
        : siblings.has(row.bank_account),
    );
    const numbers = await readNumbers(stage, credential, wanted, chosen);
    const request = {
      visit: id,
      listed: candidates,
      numbers,
      chosen,
      permissions: plan.permissions,
      policy: counter.profile.policy,
    };
    return (trx) => asOwner(desk, trx, owner, (context) => link(context, request));
  } catch (error) {
    return failure(desk, stage, error, 'numbers_unavailable');
  }
}

/** The numbers of an account in `required` have to be readable now; those of others are read again by the next check. */
async function readNumbers(
  stage: Stage,
  credential: Credential,
  accounts: BankAccount[],
  required: string[],
): Promise<Map<string, NumbersRead>> {
  const { connector, profile } = stage.counter;
  const readable = accounts.filter((account) => payable(account) && isLive(account));
  const reads = await sideBySide(readable, async (account): Promise<[string, NumbersRead]> => {
    const read = readFirstNumber(() => connector.getNumbers(profile, credential, account));
    const optional = !required.includes(account.bank_account);
    return [account.bank_account, await (optional ? orNotRead(read) : read)];
  });
  return new Map(reads);
}

async function attempt(desk: Desk, visit: Row<'bank_visits'>, call: () => Promise<VisitStep>): Promise<VisitStep> {
  try {
    return await call();
  } catch (error) {
    desk.log.warn({ visit: visit.id, session: visit.session, error: String(error) }, 'a bank visit step failed');
    return { type: 'failed', failure: { kind: outage(error) ?? 'other' } };
  }
}

/** The old link stays as it was; the fresh grant goes back; the customer is told what happened and may try again. */
function failure(desk: Desk, stage: Stage, error: unknown, kind: Failure['kind']): Effects {
  const { visit, session } = stage;
  desk.log.warn({ visit: visit.id, session: session.id, error: String(error) }, 'a bank visit failed after sign-in');
  return breakOffVisit(desk, visit.id, { kind: outage(error) ?? kind });
}

/** Ends a visit that is under way with a failure; one that has ended already stays as it is. */
export function breakOffVisit(desk: Desk, id: BankVisitId, why: Failure): Effects {
  return async (trx) => {
    const found = await visitWithSession(trx, id);
    if (found === null) return;
    await asOwner(desk, trx, found.owner, async (context) => {
      await lockSession(trx, found.session.id);
      const visit = await lockVisit(trx, id);
      if (visit === null || !['starting', 'working', 'linking'].includes(visit.state)) return;
      await failVisit(context, visit, why);
      await giveBackGrant(context, visit);
    });
  };
}

function outage(error: unknown): 'institution_down' | 'institution_maintenance' | null {
  if (!(error instanceof BankError)) return null;
  if (error.kind === 'institution_maintenance') return 'institution_maintenance';
  return error.kind === 'institution_unavailable' || error.kind === 'rate_limited' ? 'institution_down' : null;
}
