// /banks/launch/:token: the step from our page to the bank. GET shows who asks; POST binds the visit to this browser, once, and goes on.
import type { Row, Transaction } from '#database/schema.ts';
import { recordVisitStep } from '#domain/connections/session_steps.ts';
import { renewLaunch } from '#domain/connections/visit.ts';
import { LAUNCH_TOKEN_LENGTH, launchOf } from '#domain/connections/visit_rows.ts';
import { openContext } from '#domain/open_context.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import type { RequestLog } from '#inbound/http/request_log.ts';
import { waitForJob } from '#jobs/wait.ts';
import { randomText } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import { setCookie } from './cookie.ts';
import { launchPage, leavingPage, noticePage } from './pages.ts';

const TOKEN_PATTERN = new RegExp(`^[0-9A-Za-z]{${LAUNCH_TOKEN_LENGTH}}$`);
const BINDING_LENGTH = 32;

/** Long enough for a bank that answers. */
const JOB_WAIT_MS = 8_000;

type Found = Row<'bank_visits'> & { merchant_name: string; bank: string; locale: string | null; livemode: boolean };

export async function launch(world: ApiWorld, token: string, request: Request, log: RequestLog): Promise<Response> {
  const answer = await answerTo(world, token, request, log);
  if (answer instanceof Response) return answer;
  // The bank's address had lapsed; another one is being asked for.
  await waitForJob(world.database, answer.job, JOB_WAIT_MS);
  const renewed = await answerTo(world, token, request, log);
  return renewed instanceof Response ? renewed : noticePage('unknown', request.headers.get('accept-language'));
}

async function answerTo(
  world: ApiWorld,
  token: string,
  request: Request,
  log: RequestLog,
): Promise<Response | { job: number }> {
  const language = request.headers.get('accept-language');
  if (!TOKEN_PATTERN.test(token)) return noticePage('unknown', language);
  return await world.database.transact(async (trx) => {
    const visit = await findVisit(trx, token);
    if (visit !== null) log.about({ visit: visit.id, session: visit.session, merchant: visit.merchant });
    if (visit === null || visit.expires_at <= world.clock.now()) return noticePage('unknown', language);
    const locale = visit.locale ?? language;
    if (visit.launched_at !== null) return noticePage('already_opened', locale);
    if (visit.state !== 'redirect') return noticePage('unknown', locale);
    if (request.method === 'GET') return launchPage({ merchant: visit.merchant_name, bank: visit.bank }, locale);
    // A form of another site may not act here: only the button of our own page binds a browser.
    if (request.headers.get('origin') !== visit.origin) return noticePage('unknown', locale);
    const job = await renewLaunch(await openContext(world, trx, visit), visit);
    if (job !== null) return { job };
    return (await leaveForBank(world, trx, visit, visit.bank, locale)) ?? noticePage('unknown', locale);
  });
}

async function findVisit(trx: Transaction, token: string): Promise<Found | null> {
  const row = await trx
    .selectFrom('bank_visits')
    .innerJoin('sessions', 'sessions.id', 'bank_visits.session')
    .innerJoin('merchants', 'merchants.id', 'bank_visits.merchant')
    .innerJoin('institutions', 'institutions.id', 'bank_visits.institution')
    .selectAll('bank_visits')
    .select(['merchants.name as merchant_name', 'institutions.name as bank', 'sessions.locale', 'sessions.livemode'])
    .where('launch_hash', '=', hashSecret(token))
    .forUpdate('bank_visits')
    .executeTakeFirst();
  return row ?? null;
}

/** Binds the visit to the browser that gets this answer, and sends it to the bank. Null where the way is not known (any more). */
export async function leaveForBank(
  world: ApiWorld,
  trx: Transaction,
  visit: Row<'bank_visits'>,
  bank: string,
  locale: string | null,
): Promise<Response | null> {
  const way = launchOf(world, visit);
  if (way === null || visit.oauth_state_hash === null) return null;
  const binding = randomText(BINDING_LENGTH, world.random);
  await trx
    .updateTable('bank_visits')
    .set({ launched_at: world.clock.now(), browser_hash: hashSecret(binding), launch_sealed: null })
    .where('id', '=', visit.id)
    .execute();
  await recordVisitStep({ trx, clock: world.clock }, visit, 'at_bank');
  const response = leavingPage(bank, way.url, locale);
  response.headers.set('Set-Cookie', setCookie(visit.oauth_state_hash, binding, visit.origin));
  return response;
}
