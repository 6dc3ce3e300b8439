// A connector whose calls are watched: what they say of the bank as a whole becomes a figure, an incident, or the end of one.
import type { Logger } from 'pino';
import type { IncidentKind } from '#database/incident_tables.ts';
import type { Database } from '#database/open.ts';
import { type BankConnector, BankError, type BankErrorKind } from '#domain/connections/bank.ts';
import { type Failure, inTrouble, recordFailure, recordSuccess } from '#domain/institutions/circuit.ts';
import { type Clock, SECOND_MS } from '#kernel/clock.ts';
import type { Random } from '#kernel/id.ts';
import { lookup } from '#kernel/lookup.ts';
import type { Metrics } from '#kernel/metrics.ts';

interface Bank {
  id: Failure['institution'];
  slug: string;
}

/** What recording takes. */
interface Watch {
  database: Database;
  clock: Clock;
  random: Random;
  log: Logger;
  metrics: Metrics;
}

/** What speaks of the whole bank, or of us there; every other refusal is about one link (bank-connectors, section 4, rows 19 to 21). */
const INCIDENTS: Readonly<Partial<Record<BankErrorKind, IncidentKind>>> = {
  rate_limited: 'outage',
  institution_unavailable: 'outage',
  institution_maintenance: 'maintenance',
  recipient_suspended: 'recipient_suspended',
  client_rejected: 'client_rejected',
};
const VISIT_FAILURES: Readonly<Record<string, BankErrorKind>> = {
  institution_down: 'institution_unavailable',
  institution_maintenance: 'institution_maintenance',
};

/** Whoever read a customer's data was let in; a token that lives on does not say that we still are as a client. */
const READ: readonly IncidentKind[] = ['outage', 'maintenance', 'recipient_suspended'];
/** The bank took our own credentials. Its data may be down all the same. */
const CLIENT: readonly IncidentKind[] = ['client_rejected'];

/** Each look has one of these, and it is the first that reads: so many went well. */
const FIRST_READS: readonly string[] = ['list_accounts', 'get_balance', 'get_owners', 'get_transactions'];

/** The same connector. Recording never keeps an answer from whoever asked for it. */
export function watched(desk: Watch, bank: Bank, connector: BankConnector): BankConnector {
  const { events } = connector;
  const over = <Args extends unknown[], T>(
    name: string,
    proves: readonly IncidentKind[],
    call: (...args: Args) => Promise<T>,
    noted: 'first' | 'meanwhile' = 'first',
  ) => {
    return async (...args: Args): Promise<T> => {
      const answer = await call(...args).catch(async (error: unknown) => {
        await noteFailure(desk, bank, name, error);
        throw error;
      });
      // Nobody was asked, so nothing is proved.
      if (answer === false) return answer;
      const noting = noteSuccess(desk, bank, name, proves);
      if (noted === 'first') await noting;
      return answer;
    };
  };
  return {
    ...(connector.counts_refreshes && { counts_refreshes: true }),
    startVisit: beginning(desk, bank, connector.startVisit),
    continueVisit: returning(desk, bank, connector.continueVisit),
    // What a refresh brings exists nowhere else: nothing may come between it and its commit.
    refresh: over('refresh', CLIENT, connector.refresh, 'meanwhile'),
    listAccounts: over('list_accounts', READ, connector.listAccounts),
    getNumbers: over('get_numbers', READ, connector.getNumbers),
    getBalance: over('get_balance', READ, connector.getBalance),
    getOwners: over('get_owners', READ, connector.getOwners),
    getTransactions: over('get_transactions', READ, connector.getTransactions),
    getConsent: over('get_consent', CLIENT, connector.getConsent),
    revoke: over('revoke', CLIENT, connector.revoke),
    // Asks for the consent at most, and swallows what it hears.
    diagnose: connector.diagnose,
    ...(events && {
      events: {
        ...events,
        subscribe: over('subscribe', CLIENT, events.subscribe),
        unsubscribe: over('unsubscribe', CLIENT, events.unsubscribe),
        list: over('list_subscriptions', CLIENT, events.list),
        outage: over('availability', [], events.outage),
      },
    }),
  };
}

/**
 * A visit tells its failure as a value, because a customer waits for a page. Its beginning is between us and the bank, though a way
 * to the bank's own pages proves little.
 */
function beginning(desk: Watch, bank: Bank, startVisit: BankConnector['startVisit']): BankConnector['startVisit'] {
  return async (request) => {
    const step = await startVisit(request);
    if (step.type !== 'failed') {
      counted(desk, bank, 'start_visit', 'ok');
      return step;
    }
    const { kind, expected_available_at, refused_us } = step.failure;
    const error = refused_us ?? lookup(VISIT_FAILURES, kind);
    if (error === undefined) counted(desk, bank, 'start_visit', kind);
    else await note(desk, bank, 'start_visit', error, dateOf(expected_available_at));
    return step;
  };
}

/** What a customer's browser brings back anybody could have written: it says nothing of the bank, unless it is taken. */
function returning(
  desk: Watch,
  bank: Bank,
  continueVisit: BankConnector['continueVisit'],
): BankConnector['continueVisit'] {
  return async (...asked) => {
    const step = await continueVisit(...asked);
    // As with a refresh, the grant is stored before anything else is waited for.
    if (step.type === 'complete') void noteSuccess(desk, bank, 'continue_visit', CLIENT);
    else counted(desk, bank, 'continue_visit', step.type === 'failed' ? step.failure.kind : 'ok');
    return step;
  };
}

async function noteFailure(desk: Watch, bank: Bank, name: string, error: unknown): Promise<void> {
  if (!(error instanceof BankError)) return;
  const told = 'expected_available_at' in error ? dateOf(error.expected_available_at) : null;
  await note(desk, bank, name, error.kind, told, { reason: error.message, upstream: error.upstream });
}

/** `why`: what whoever is woken needs to ask the bank; the visit's own report has it otherwise. */
async function note(
  desk: Watch,
  bank: Bank,
  name: string,
  kind: BankErrorKind,
  told: Date | null,
  why: { reason?: string; upstream?: BankError['upstream'] } = {},
): Promise<void> {
  counted(desk, bank, name, kind);
  const incident = INCIDENTS[kind];
  if (incident === undefined) return;
  const failure = { institution: bank.id, incident, told, now: desk.clock.now(), random: desk.random };
  await recording(desk, async () => {
    const opened = await desk.database.transact((trx) => recordFailure(trx, failure));
    if (!opened) return;
    const level = incident === 'client_rejected' || incident === 'recipient_suspended' ? 'error' : 'warn';
    desk.log[level]({ event: `bank.${incident}`, institution: bank.slug, call: name, ...why }, 'a bank is in trouble');
  });
}

async function noteSuccess(desk: Watch, bank: Bank, name: string, proves: readonly IncidentKind[]): Promise<void> {
  counted(desk, bank, name, 'ok');
  if (proves.length === 0) return;
  await recording(desk, async () => {
    const success = { institution: bank.id, proves, counted: FIRST_READS.includes(name), now: desk.clock.now() };
    if (!(await inTrouble(desk.database.kysely, success))) return;
    const closed = await desk.database.transact((trx) => recordSuccess(trx, success));
    for (const { kind } of closed)
      desk.log.warn({ event: `bank.${kind}.over`, institution: bank.slug }, 'a bank is well again');
  });
}

function counted(desk: Watch, { slug }: Bank, call: string, outcome: string): void {
  desk.metrics.count('relink_bank_calls_total', { institution: slug, call, outcome });
}

async function recording(desk: Watch, record: () => Promise<void>): Promise<void> {
  await record().catch((error: unknown) =>
    desk.log.warn({ error: String(error) }, 'what a bank call says of the bank was not recorded'),
  );
}

function dateOf(seconds: unknown): Date | null {
  return typeof seconds === 'number' ? new Date(seconds * SECOND_MS) : null;
}
