// One look, by one node, at whether a bank in trouble is back: a link of it is checked as on any other day.
import type { Row, Transaction } from '#database/schema.ts';
import { BankError } from '#domain/connections/bank.ts';
import { circuitOf, letThrough } from '#domain/institutions/circuit.ts';
import { openKinds, planProbe, probeAgain } from '#domain/institutions/probe.ts';
import type { Effects } from '#jobs/run.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { checkAuthorization } from './check_authorization.ts';
import { counterAt, type Desk } from './desk.ts';

/** One of these, so that a single odd link does not keep a whole bank shut. */
const LINKS_MAX = 20;

type Link = Pick<Row<'authorizations'>, 'id' | 'test_clock'>;

/** What can be asked of a bank: a link, or only the record of a consent that has ended. */
type Question = { link: Link; renew: boolean } | { consent: string };

/** The calls themselves tell how they went: a success ends what it proves over, a failure plans the next look. */
export async function probeInstitution(desk: Desk, institution: InstitutionId): Promise<Effects> {
  const opened = await desk.database.transact(async (trx) => {
    const kinds = (await openKinds(trx, institution)).map(({ kind }) => kind);
    const isOpen = (await circuitOf(trx, institution))?.opened_at != null || kinds.length > 0;
    // Only what takes our own credentials proves that they are good again.
    return isOpen ? { question: await question(desk, trx, institution, kinds.includes('client_rejected')) } : null;
  });
  if (opened === null) return async () => {};
  const seen = opened.question && (await ask(desk, institution, opened.question));
  return async (trx) => {
    await seen?.(trx);
    const circuit = await circuitOf(trx, institution);
    const now = desk.clock.now();
    const undecided = circuit?.retry_at && circuit.retry_at <= now;
    if (undecided) await letThrough(trx, institution, now);
    // Where nothing can be asked, the first customer who comes is the first to know.
    if (opened.question === null) return;
    // A failure beside this look may have put the next one off before this one began: then it asked nobody, and nothing else is planned.
    if (circuit?.opened_at && circuit.retry_at && !undecided)
      await planProbe(trx, { institution, now }, circuit.retry_at);
    else await probeAgain(trx, { institution, now, random: desk.random });
  };
}

async function ask(desk: Desk, institution: InstitutionId, asked: Question): Promise<Effects | null> {
  try {
    if ('link' in asked) return await lookAt(desk, asked.link, asked.renew);
    const { connector, profile } = await desk.database.transact((trx) => counterAt(desk, trx, institution));
    await connector.getConsent(profile, asked.consent);
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
  }
  return null;
}

/** Nothing happens to whoever lives on a test clock but when its owner moves it. */
async function lookAt(desk: Desk, { id, test_clock }: Link, renew: boolean): Promise<Effects | null> {
  const seen = await checkAuthorization(desk, { authorization: id, confirmed: false, daily: false, renew });
  return test_clock === null ? seen : null;
}

/** A link that works and lives in real time goes first. */
async function question(
  desk: Desk,
  trx: Transaction,
  institution: InstitutionId,
  renew: boolean,
): Promise<Question | null> {
  const links = trx
    .selectFrom('authorizations')
    .select(['id', 'test_clock'])
    .where('institution', '=', institution)
    .where('credential', 'is not', null)
    // What may not be sent asks the bank nothing, and would prove nothing.
    .where('credential_lost_at', 'is', null)
    .where((is) =>
      is.or([is('refused_version', 'is', null), is('refused_version', '<>', is.ref('credential_version'))]),
    )
    .limit(LINKS_MAX);
  const working = links.where('status', '=', 'active');
  for (const some of [working.where('test_clock', 'is', null), working, links.where('status', '=', 'inactive')]) {
    const found = await some.execute();
    const [pick = 0] = desk.random(1);
    const link = found[pick % Math.max(found.length, 1)];
    if (link !== undefined) return { link, renew };
  }
  return await anyConsent(trx, institution);
}

async function anyConsent(trx: Transaction, institution: InstitutionId): Promise<Question | null> {
  const row = await trx
    .selectFrom('authorizations')
    .select('consent')
    .where('institution', '=', institution)
    .where('consent', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row?.consent == null ? null : { consent: row.consent };
}
