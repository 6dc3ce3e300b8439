// Walking the bank's own pages as a person, without a browser: what the operator's `authorizations` does.
import { ControlError } from '#control/body.ts';
import type { Institution } from '#data/institutions.ts';
import { SIGN_IN_WORDS } from '#oauth/interactions.ts';
import { type Account, accountsOf } from '#store/accounts.ts';
import { personOf } from '#store/people.ts';
import type { World } from '#world.ts';

/** The longest way through: request, sign-in, accounts, consent, each with its redirects. */
const MAX_HOPS = 16;
const STEP_TIMEOUT_MS = 20_000;

export const OUTCOMES = ['approve', 'cancel', 'fail_authentication', 'unexpected_error'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface WalkOrder {
  /** The authorization URL, as the client made it. */
  url: string;
  user: string;
  /** Display names; all accounts when absent. */
  accounts: string[] | undefined;
  outcome: Outcome;
}

/**
 * Acts as the person on the authorization URL.
 * @returns where the bank sends the customer in the end; not followed
 * @throws ControlError 400 when the URL is not this bank's, the request is refused on the spot, or a name is unknown
 */
export async function walk(world: World, institution: Institution, order: WalkOrder): Promise<string> {
  const chosen = chosenAccounts(world, institution, order);
  let step: Step = { path: pathOf(world, institution, order.url), form: null };
  const jar = new Map<string, string>();
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const response = await send(world, jar, step);
    const location = response.headers.get('location');
    if (location === null) {
      step = await nextForm(response, step, order, chosen);
      continue;
    }
    const target = new URL(location, world.origin + step.path);
    if (!isOurs(world, target)) return target.href;
    step = { path: target.pathname + target.search, form: null };
  }
  throw new Error('The bank’s pages lead in a circle.');
}

interface Step {
  path: string;
  /** What is posted; null for a GET. */
  form: URLSearchParams | null;
}

function chosenAccounts(world: World, institution: Institution, order: WalkOrder): Account[] {
  const all = accountsOf(world.store, personOf(world.store, institution, order.user).person_id);
  if (!order.accounts) return all;
  return order.accounts.map((name) => {
    const account = all.find((candidate) => candidate.display_name === name);
    if (!account) throw new ControlError(400, `${order.user} has no account named ${name} here.`, 'accounts');
    return account;
  });
}

function pathOf(world: World, institution: Institution, url: string): string {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target || !isOurs(world, target) || target.pathname !== `/${institution.slug}/auth`) {
    throw new ControlError(400, `url has to be an authorization URL of ${institution.name}.`, 'url');
  }
  return target.pathname + target.search;
}

/** The bank under any of its names: 127.0.0.1 and localhost are the same server. */
function isOurs(world: World, target: URL): boolean {
  const own = new URL(world.origin);
  const names = new Set([own.hostname, '127.0.0.1', 'localhost', '[::1]']);
  return target.protocol === own.protocol && target.port === own.port && names.has(target.hostname);
}

async function send(world: World, jar: Map<string, string>, step: Step): Promise<Response> {
  const response = await fetch(world.origin + step.path, {
    method: step.form ? 'POST' : 'GET',
    ...(step.form ? { body: step.form } : {}),
    headers: { accept: 'text/html', cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    redirect: 'manual',
    signal: AbortSignal.timeout(STEP_TIMEOUT_MS),
  });
  for (const line of response.headers.getSetCookie()) keepCookie(jar, line);
  return response;
}

function keepCookie(jar: Map<string, string>, line: string): void {
  const pair = line.split(';', 1)[0] ?? '';
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  if (value === '') jar.delete(name);
  else jar.set(name, value);
}

/** Fills in the page that came back. */
async function nextForm(response: Response, step: Step, order: WalkOrder, chosen: Account[]): Promise<Step> {
  const page = await response.text();
  const name = /<form[^>]* id="(\w+)"/.exec(page)?.[1];
  if (response.status !== 200 || !name) {
    throw new ControlError(400, `The bank refused the request: ${sentencesOf(page)}`, 'url');
  }
  return { path: step.path.split('?', 1)[0]!, form: fill(name, order, chosen) };
}

function fill(form: string, order: WalkOrder, chosen: Account[]): URLSearchParams {
  if (order.outcome === 'cancel') return new URLSearchParams({ decision: 'cancel' });
  const answers = new URLSearchParams({ decision: 'go' });
  if (form === 'sign_in') {
    answers.set('user', order.user);
    answers.set('password', passwordFor(order.outcome));
  }
  if (form === 'accounts') {
    for (const account of chosen) answers.append('account', account.account_id);
  }
  return answers;
}

function passwordFor(outcome: Outcome): string {
  if (outcome === 'fail_authentication') return SIGN_IN_WORDS.refuse;
  return outcome === 'unexpected_error' ? SIGN_IN_WORDS.break : 'right';
}

function sentencesOf(page: string): string {
  const main = /<main>([\s\S]*)<\/main>/.exec(page)?.[1] ?? page;
  return main
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}
