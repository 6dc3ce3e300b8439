// The Dashboard for tests: signs in by a link, and makes the calls of its pages, typed by the contract.
import type Stripe from 'stripe';
import type { DashboardCall, DashboardCalls, SignInCalls } from '../server/src/wire/dashboard.ts';
import type { Role } from '../server/src/wire/dashboard_objects.ts';

type Given<Name extends DashboardCall> = (DashboardCalls[Name] extends { query: infer Query }
  ? { query?: Query }
  : unknown) &
  (DashboardCalls[Name] extends { body: infer Body } ? { body: Body } : unknown) & { path?: Record<string, string> };

export interface Refusal {
  status: number;
  message: string;
  param: string | null;
}

export interface Dashboard {
  /** The answer; throws where the call is refused. */
  call<Name extends DashboardCall>(name: Name, given?: Given<Name>): Promise<DashboardCalls[Name]['answer']>;
  /** What a call is refused with; throws where it is not. `given` may be anything. */
  refused(name: DashboardCall, given?: object): Promise<Refusal>;
  /** The raw answer, with the cookie. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  cookie: string;
}

/** POSTs to /dashboard/auth, without a cookie. */
export async function authCall(
  url: string,
  name: keyof SignInCalls,
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(`${url}/dashboard/auth/${name}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', origin: url, ...headers },
  });
}

/** Follows a printed or mailed link; throws where it is not good. */
export async function signIn(url: string, link: string, merchant?: string): Promise<Dashboard> {
  const answer = await authCall(url, 'open', { token: new URL(link).hash.slice(1) });
  if (answer.status !== 200) throw new Error(`the link was refused: ${await answer.text()}`);
  const cookie = String(answer.headers.get('set-cookie')).split(';', 1)[0] ?? '';
  return dashboardWith(url, cookie, merchant);
}

export function dashboardWith(url: string, cookie: string, merchant?: string): Dashboard {
  const headers = { cookie, ...(merchant === undefined ? {} : { 'relink-merchant': merchant }) };
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } });
  const ask = (name: DashboardCall, given: object) => send(...requestOf(url, name, given));
  return {
    cookie,
    fetch: send,
    async call(name, given = {} as never) {
      const answer = await ask(name, given);
      if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as never;
    },
    async refused(name, given = {}) {
      const answer = await ask(name, given);
      if (answer.status === 200) throw new Error(`${name} was not refused`);
      const { error } = (await answer.json()) as { error: { message: string; param?: string } };
      return { status: answer.status, message: error.message, param: error.param ?? null };
    },
  };
}

function requestOf(url: string, name: DashboardCall, given: object): [string, RequestInit] {
  const { path = {}, query = {}, body } = given as { path?: object; query?: Record<string, string>; body?: object };
  const [method = '', pattern = ''] = name.split(' ');
  const filled = Object.entries(path).reduce(
    (text, [part, value]) => text.replace(`:${part}`, encodeURIComponent(value)),
    pattern,
  );
  const search = new URLSearchParams(query).toString();
  const address = `/dashboard/api${filled}${search === '' ? '' : `?${search}`}`;
  if (method === 'GET') return [address, {}];
  const headers = { 'content-type': 'application/json', origin: url };
  return [address, { method, headers, body: JSON.stringify(body ?? {}) }];
}

interface MailedWorld {
  url: string;
  stripe: Stripe;
  settle(): Promise<void>;
}

/** The sign-in link in the newest mail to an address; null where there is none. */
export async function mailedLink(world: MailedWorld, to: string): Promise<string | null> {
  await world.settle();
  const path = `/v1/test_helpers/mailbox?to=${encodeURIComponent(to)}&limit=1`;
  const { data } = (await world.stripe.rawRequest('GET', path)) as unknown as { data: { text: string }[] };
  return /^http\S+#\S+$/m.exec(data[0]?.text ?? '')?.[0] ?? null;
}

/** Invites somebody and signs him in by the mail that he gets. */
export async function joinTeam(world: MailedWorld, owner: Dashboard, email: string, role: Role): Promise<Dashboard> {
  await owner.call('POST /members', { body: { email, role } });
  const link = await mailedLink(world, email);
  if (link === null) throw new Error(`no invitation came to ${email}`);
  return await signIn(world.url, link);
}
