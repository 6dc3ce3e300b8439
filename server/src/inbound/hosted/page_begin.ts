// The button of the customer's page: agrees, gives the page to this browser, and goes to the bank in the same answer where it can.
import type { Row, Transaction } from '#database/schema.ts';
import { markOpened } from '#domain/connections/hosted_page.ts';
import { lockSession } from '#domain/connections/session.ts';
import { isShutOut, lookBecauseAsked } from '#domain/connections/shut_out.ts';
import { abandonVisit, enqueueVisit, renewLaunch } from '#domain/connections/visit.ts';
import { countVisits, createVisit, lockVisit } from '#domain/connections/visit_rows.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { leaveForBank } from '#inbound/banks/launch.ts';
import { localeOf } from '#inbound/banks/words.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { transact } from '#inbound/http/transact.ts';
import { waitForJob } from '#jobs/wait.ts';
import type { BankVisitId, SessionId } from '#kernel/id.ts';
import { sameBytes } from '#kernel/secret.ts';
import { VISITS_MAX } from './actions.ts';
import { asItStands, holdPage, type Outcome, showing, unknown } from './page_acts.ts';
import { seeOther } from './page_answer.ts';
import { languagesFor, type OpenLink, openLink, pathOf, type Visitor } from './page_state.ts';

/** Long enough for a bank that answers; a slower one is waited for on the page. */
const JOB_WAIT_MS = 8_000;

interface Begun {
  session: SessionId;
  visit: BankVisitId;
  job: number | null;
  cookies: string[];
  page_hash: Uint8Array;
}

/** Chromium lets a form go to addresses of ours only, so the answer is a page that goes to the bank, not a redirect. */
export async function begin(world: ApiWorld, visitor: Visitor): Promise<Outcome> {
  const begun = await transact(world.database, (trx) => prepare(world, trx, visitor));
  if ('look' in begun) {
    await waitForJob(world.database, begun.look, JOB_WAIT_MS);
    return { answer: seeOther(pathOf(visitor.token)) };
  }
  if (!('visit' in begun)) return begun;
  if (begun.job !== null) await waitForJob(world.database, begun.job, JOB_WAIT_MS);
  const leaving = await transact(world.database, (trx) => leave(world, trx, begun));
  const { cookies, session } = begun;
  return { answer: leaving ?? seeOther(pathOf(visitor.token)), cookies, session };
}

/** `look`: the job that looks whether a bank that has shut us out lets us in again. */
async function prepare(
  world: ApiWorld,
  trx: Transaction,
  visitor: Visitor,
): Promise<Begun | { look: number } | Outcome> {
  const open = await openLink(world, trx, visitor, true);
  if (open === null) return unknown(visitor);
  if (open.standing === 'shut_out') return (await lookAgain(open)) ?? (await asItStands(open, visitor));
  if (open.standing !== 'open') return await asItStands(open, visitor);
  const { context, session, hold } = open;
  await markOpened(context, session);
  const { cookies, page_hash } = await holdPage(world, open, visitor);
  const begun = { session: session.id, cookies, page_hash };
  const current = hold === 'holds' && session.visit !== null ? await lockVisit(trx, session.visit) : null;
  // Pressed twice, or a bank that was slow to say where to go: what is under way goes on.
  if (current !== null && isUnderWay(current, context.clock.now())) {
    return { ...begun, visit: current.id, job: await renewLaunch(context, current) };
  }
  if (current !== null) await abandonVisit(context, current.id);
  if ((await countVisits(trx, session.id)) >= VISITS_MAX) {
    return { ...(await showing(open, visitor, { type: 'too_often' })), cookies };
  }
  await agree(open, visitor);
  const visit = await createVisit(context, {
    session,
    institution: session.institution!,
    origin: visitor.origin,
    bank_user: null,
    headless: false,
  });
  return { ...begun, visit, job: await enqueueVisit(context, 'visit.start', visit) };
}

async function lookAgain({ context, session, account }: OpenLink): Promise<{ look: number } | null> {
  const links = context.trx.selectFrom('authorizations').selectAll().where('id', '=', account.authorization_id);
  const link = await links.executeTakeFirstOrThrow();
  if (!isShutOut(link)) return null;
  await markOpened(context, session);
  const now = await customerTime(context, session.test_clock);
  return { look: await lookBecauseAsked(context, link, now) };
}

function isUnderWay({ state, launched_at, expires_at }: Row<'bank_visits'>, now: Date): boolean {
  if (state === 'redirect') return launched_at === null && expires_at > now;
  return state === 'starting' || state === 'working' || state === 'linking' || state === 'done';
}

/** What the customer reads is the language that the bank is asked for, too, and that his next visit finds. */
async function agree({ context, session, holder }: OpenLink, { request }: Visitor): Promise<void> {
  const agreed_at = session.agreed_at ?? context.clock.now();
  const locale = localeOf(languagesFor(context, session, holder, request)) ?? session.locale;
  await context.trx.updateTable('sessions').set({ agreed_at, locale }).where('id', '=', session.id).execute();
}

/** Null where the bank asks here, has not answered yet, or another browser was quicker: the page knows more. */
async function leave(world: ApiWorld, trx: Transaction, begun: Begun): Promise<Response | null> {
  const session = await lockSession(trx, begun.session);
  const visit = await lockVisit(trx, begun.visit);
  const current = session.visit === begun.visit && session.page_hash !== null;
  if (visit === null || !current || !sameBytes(session.page_hash!, begun.page_hash)) return null;
  if (visit.state !== 'redirect' || visit.launched_at !== null) return null;
  const { name } = await trx
    .selectFrom('institutions')
    .select('name')
    .where('id', '=', visit.institution)
    .executeTakeFirstOrThrow();
  return await leaveForBank(world, trx, visit, name, session.locale);
}
