// The bank's own pages of an authorization: sign in, choose accounts, allow. One interaction carries all three.
import { type Context, Hono } from 'hono';
import { institutionOf } from '#data/institutions.ts';
import { dollars, standingOf } from '#ledger/balance.ts';
import { clustersOf } from '#oauth/scopes.ts';
import { approve, finishWithError, openVisit, remember, type Visit } from '#oauth/visit.ts';
import { accountsPage } from '#pages/accounts.ts';
import { consentPage } from '#pages/consent.ts';
import { type Html, layout, pageHeaders } from '#pages/layout.ts';
import { noticePage } from '#pages/notice.ts';
import { localeOf, speaker } from '#pages/say.ts';
import { signInPage } from '#pages/sign_in.ts';
import { accountsOf } from '#store/accounts.ts';
import { accountsOfConsent, consentsOf, lastDay } from '#store/consents.ts';
import { MAX_USER_LENGTH, personOf, timeOf } from '#store/people.ts';
import { setTime } from '#store/person_time.ts';
import type { World } from '#world.ts';

/** How often a customer may sign in wrongly before the bank gives up. */
const MAX_SIGN_IN_ATTEMPTS = 3;
/** More boxes than any person has accounts. */
const MAX_CHOSEN = 200;

/** Passwords that the sign-in pages of the test banks understand; every other one is right. */
export const SIGN_IN_WORDS = { incorrect: 'incorrect', refuse: 'error', break: 'unexpected_error' } as const;

type PageName = 'sign_in' | 'accounts' | 'consent';

/** The routes below `/{slug}/interaction`. */
export function interactionRoutes(world: World): Hono {
  const routes = new Hono();
  const page = (name: PageName, show: (visit: Visit) => Response | Promise<Response>) => async (c: Context) => {
    const visit = await openVisit(world, c);
    if (!visit) return endedPage(world, c);
    if (name !== 'sign_in' && !visit.person) return c.redirect(visit.path, 303);
    if (name === 'consent' && visit.accounts.length === 0) return c.redirect(`${visit.path}/accounts`, 303);
    return show(visit);
  };
  routes.get(
    '/:uid',
    page('sign_in', (visit) => showSignIn(world, visit)),
  );
  routes.post(
    '/:uid',
    page('sign_in', (visit) => signIn(world, visit)),
  );
  routes.get(
    '/:uid/accounts',
    page('accounts', (visit) => showAccounts(world, visit)),
  );
  routes.post(
    '/:uid/accounts',
    page('accounts', (visit) => chooseAccounts(world, visit)),
  );
  routes.get(
    '/:uid/consent',
    page('consent', (visit) => showConsent(world, visit)),
  );
  routes.post(
    '/:uid/consent',
    page('consent', (visit) => decide(world, visit)),
  );
  return routes;
}

const STEPS: Record<PageName, number> = { sign_in: 1, accounts: 2, consent: 3 };

async function render(
  world: World,
  visit: Visit,
  name: PageName,
  title: string,
  content: Html,
  status: 200 | 422 = 200,
) {
  const { institution, locale, say, c } = visit;
  const steps = institution.account_choice ? 3 : 2;
  const frame = {
    institution,
    locale,
    say,
    title,
    content,
    progress: { step: Math.min(STEPS[name], steps), steps },
    other_language: `?locale=${locale === 'de' ? 'en' : 'de'}`,
  };
  const headers = pageHeaders(visit.redirectOrigins, world.faults.cutsOpener(institution.slug));
  return c.html(String(await layout(frame)), status, headers);
}

async function endedPage(world: World, c: Context): Promise<Response> {
  const institution = institutionOf(c.req.param('slug') ?? '');
  if (!institution) return c.notFound();
  const locale = localeOf(c.req.query('locale'), c.req.header('accept-language'));
  const say = speaker(locale);
  const title = say('ended.title');
  const content = noticePage(title, [say('ended.lead'), say('ended.back')]);
  const headers = pageHeaders([], world.faults.cutsOpener(institution.slug));
  return c.html(String(await layout({ institution, locale, say, title, content })), 410, headers);
}

function showSignIn(world: World, visit: Visit, problem?: { sentence: string; both?: boolean }, user = visit.userHint) {
  const { say, client, institution } = visit;
  const bank = institution.name;
  const error = problem ? { both: false, ...problem } : null;
  const content = signInPage({ say, action: visit.path, client, bank, user, error });
  return render(world, visit, 'sign_in', say('sign_in.title', { bank }), content, error ? 422 : 200);
}

async function signIn(world: World, visit: Visit): Promise<Response> {
  const form = await visit.c.req.formData();
  if (form.get('decision') === 'cancel') return cancel(visit);
  const user = String(form.get('user') ?? '').trim();
  const password = String(form.get('password') ?? '');
  const { say } = visit;
  if (user === '') return showSignIn(world, visit, { sentence: say('sign_in.user_missing') }, user);
  if (user.length > MAX_USER_LENGTH) {
    return showSignIn(world, visit, { sentence: say('sign_in.user_long', { max: MAX_USER_LENGTH }) }, '');
  }
  if (password === SIGN_IN_WORDS.refuse) return refuse(visit);
  if (password === SIGN_IN_WORDS.break) return finishWithError(visit, 'server_error', 'unexpected error');
  if (password === SIGN_IN_WORDS.incorrect) return tryAgain(world, visit, user);
  const person = personOf(world.store, visit.institution, user);
  if (visit.person_time !== null) setTime(world.store, person, visit.person_time);
  const all = accountsOf(world.store, person.person_id).map((account) => account.account_id);
  const account_ids = visit.institution.account_choice ? [] : all;
  await remember(visit, { person_id: person.person_id, account_ids });
  return visit.c.redirect(`${visit.path}/${visit.institution.account_choice ? 'accounts' : 'consent'}`, 303);
}

async function tryAgain(world: World, visit: Visit, user: string): Promise<Response> {
  const attempts = visit.state.attempts + 1;
  if (attempts >= MAX_SIGN_IN_ATTEMPTS) return refuse(visit);
  await remember(visit, { attempts });
  const sentence = visit.say('sign_in.incorrect', { count: MAX_SIGN_IN_ATTEMPTS - attempts });
  return showSignIn(world, visit, { sentence, both: true }, user);
}

function cancel(visit: Visit): Promise<Response> {
  return finishWithError(visit, visit.institution.security.refusal, 'the customer cancelled');
}

function refuse(visit: Visit): Promise<Response> {
  return finishWithError(visit, 'access_denied', 'sign-in failed');
}

/**
 * What this client was ever given, and what its latest consent gave it, ended or not: the likely choice of who renews a
 * consent. What the person has stopped sharing since stays unchosen.
 */
function sharedBefore(world: World, visit: Visit): { ever: Set<string>; latest: Set<string> } {
  const ever = new Set<string>();
  let latest = new Set<string>();
  for (const consent of consentsOf(world.store, visit.person!.person_id)) {
    if (consent.client_id !== visit.client_id) continue;
    const shared = accountsOfConsent(world.store, consent.consent_id).filter(({ stopped }) => !stopped);
    latest = new Set(shared.map(({ account_id }) => account_id));
    for (const account_id of latest) ever.add(account_id);
  }
  return { ever, latest };
}

function showAccounts(world: World, visit: Visit, error: string | null = null) {
  const { say, client, institution, locale } = visit;
  const shared = sharedBefore(world, visit);
  const accounts = accountsOf(world.store, visit.person!.person_id);
  const at = timeOf(visit.person!);
  const chosen = new Set(visit.accounts.map((account) => account.account_id));
  if (chosen.size === 0 && !error) {
    for (const id of shared.latest) chosen.add(id);
    if (visit.account_hint) chosen.add(visit.account_hint);
  }
  const content = accountsPage({
    say,
    locale,
    action: `${visit.path}/accounts`,
    client,
    bank: institution.name,
    user: visit.person!.user,
    accounts,
    balances: new Map(
      accounts.map((account) => [account.account_id, dollars(standingOf(world.store, account, at).current)]),
    ),
    chosen,
    shared_before: shared.ever,
    asked: visit.account_hint,
    error,
  });
  return render(world, visit, 'accounts', say('accounts.title'), content, error ? 422 : 200);
}

async function chooseAccounts(world: World, visit: Visit): Promise<Response> {
  const form = await visit.c.req.formData();
  if (form.get('decision') === 'cancel') return cancel(visit);
  const ticked = new Set(form.getAll('account').slice(0, MAX_CHOSEN).map(String));
  const account_ids = accountsOf(world.store, visit.person!.person_id)
    .map((account) => account.account_id)
    .filter((id) => ticked.has(id) || !visit.institution.account_choice);
  if (account_ids.length === 0) return showAccounts(world, visit, visit.say('accounts.missing'));
  await remember(visit, { account_ids });
  return visit.c.redirect(`${visit.path}/consent`, 303);
}

function showConsent(world: World, visit: Visit) {
  const { say, client, institution, locale } = visit;
  const content = consentPage({
    say,
    locale,
    action: `${visit.path}/consent`,
    change: institution.account_choice ? `${visit.path}/accounts` : null,
    client,
    bank: institution.name,
    user: visit.person!.user,
    clusters: clustersOf(visit.scope),
    accounts: visit.accounts,
    ends_at: lastDay(world.store, visit.person!, visit.client_id, visit.wish.duration_days),
  });
  return render(world, visit, 'consent', say('consent.title', { client }), content);
}

async function decide(world: World, visit: Visit): Promise<Response> {
  const form = await visit.c.req.formData();
  if (form.get('decision') !== 'go') return cancel(visit);
  return approve(world, visit);
}
