// A customer before his own page with a browser that runs no script: cookies, forms, and redirects within our origin.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { link, type Scene, type Session, simulateOnAuthorization } from '../story.ts';
import { decide } from './flow_client.ts';

export interface Page {
  status: number;
  /** The heading. */
  title: string;
  html: string;
  headers: Headers;
  /** Where it is, after redirects. */
  url: string;
}

export interface Browser {
  /** `name=value` by name. */
  cookies: Map<string, string>;
  headers: Record<string, string>;
  open(url: string, init?: RequestInit): Promise<Page>;
  /** Presses the button of the page's form that posts to its address and this. */
  press(page: Page, to?: string, fields?: Record<string, string>): Promise<Page>;
  /** A call of the page's script. */
  flow(page: Page, name: string, body?: object, origin?: string): Promise<{ status: number; body: never }>;
}

const REDIRECTS_MAX = 5;

export function newBrowser(headers: Record<string, string> = {}): Browser {
  const cookies = new Map<string, string>();
  const send = async (url: string, init: RequestInit) => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(url, { redirect: 'manual', ...init, headers: { ...headers, ...init.headers, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split('=', 2);
      cookies.set(name, value);
    }
    return answer;
  };
  const open = async (url: string, init: RequestInit = {}): Promise<Page> => {
    let answer = await send(url, init);
    let at = url;
    for (let count = 0; answer.status === 303 && count < REDIRECTS_MAX; count += 1) {
      at = new URL(answer.headers.get('location')!, at).href;
      answer = await send(at, {});
    }
    const html = await answer.text();
    const title = textOf(/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '');
    return { status: answer.status, title, html, headers: answer.headers, url: at };
  };
  return {
    cookies,
    headers,
    open,
    async press(page, to = '', fields = {}) {
      const { origin, pathname } = new URL(page.url);
      const base = `/relink/${pathname.split('/')[2]}`;
      const form = [...page.html.matchAll(/<form method="post" action="([^"]*)".*?<\/form>/gs)].find(
        ([, action]) => action === `${base}${to}`,
      );
      assert.ok(form, `${page.title}: no form to ${to}`);
      const hidden = [...form[0].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
      const body = new URLSearchParams([
        ...hidden.map(([, name, value]): [string, string] => [name!, value!]),
        ...Object.entries(fields),
      ]);
      // As browsers do under `no-referrer`.
      return await open(`${origin}${base}${to}`, { method: 'POST', body, headers: { origin: 'null' } });
    },
    async flow(page, name, body = {}, origin = new URL(page.url).origin) {
      const hosted_token = new URL(page.url).pathname.split('/')[2];
      const answer = await send(`${new URL(page.url).origin}/flow/api/${name}`, {
        method: 'POST',
        body: JSON.stringify({ hosted_token, ...body }),
        headers: { 'content-type': 'application/json', origin },
      });
      return { status: answer.status, body: (await answer.json()) as never };
    },
  };
}

/** What a reader sees, without tags. */
export function textOf(html: string): string {
  const plain = html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}

export type Linked = Awaited<ReturnType<typeof link>>;

export interface Asked {
  linked: Linked;
  session: Session;
  url: string;
  /** Who the bank knows the customer as. */
  user: string;
}

/** A hosted session with a link of its own, for the first account of a link that broke. */
export async function askedToRelink(
  world: Scene,
  linked: Linked,
  params: Partial<Stripe.FinancialConnections.SessionCreateParams> = {},
): Promise<Asked> {
  const session = await hostedSession(world, linked, 'url', params);
  return { linked, session, url: session.url!, user: linked.customer! };
}

export async function hostedSession(
  world: Scene,
  linked: Linked,
  delivery_method: 'url' | 'email',
  params: Partial<Stripe.FinancialConnections.SessionCreateParams> = {},
): Promise<Session & { url: string | null }> {
  return (await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer: linked.customer! },
    permissions: ['payment_method', 'balances'],
    ui_mode: 'hosted',
    hosted: { delivery_method },
    relink_options: { authorization: linked.authorization, account: linked.accounts[0]!.id },
    ...params,
  } as never)) as never;
}

/** A link whose consent was withdrawn at the bank, and the session that is to repair it. */
export async function brokenAndAsked(world: Scene, options: Parameters<typeof link>[1] = {}): Promise<Asked> {
  const linked = await link(world, { accounts: ['Everyday Checking'], ...options });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  return await askedToRelink(world, linked);
}

/** Where a page sends the customer at once: to his bank. */
export function bankAddress(page: Page): string {
  const location = /<meta http-equiv="refresh" content="0;url=([^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
  assert.ok(location !== undefined && URL.canParse(location), `${page.title}: ${textOf(page.html)}`);
  return location;
}

export type Decision = Partial<Parameters<typeof decide>[3]>;

/** From the first view to the bank and back; the page as it is when the work is done. */
export async function throughBank(
  world: Scene,
  browser: Browser,
  { url, user }: Pick<Asked, 'url' | 'user'>,
  decision: Decision = {},
  slug = 'bank-oauth',
): Promise<Page> {
  const leaving = await browser.press(await browser.open(url));
  return await backFromBank(world, browser, leaving, { user, ...decision }, slug);
}

export async function backFromBank(
  world: Scene,
  browser: Browser,
  leaving: Page,
  decision: { user: string } & Decision,
  slug = 'bank-oauth',
): Promise<Page> {
  const callback = await decide(world, slug, bankAddress(leaving), decision);
  const back = await browser.open(callback);
  await world.settle();
  return await browser.open(back.url);
}

/** The session as the merchant reads it. */
export async function sessionOf(world: Scene, { session }: Pick<Asked, 'session'>) {
  return (await world.stripe.financialConnections.sessions.retrieve(session.id)) as Session & { url: string | null };
}
