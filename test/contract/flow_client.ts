// The customer's side of a session without a browser: what the hosted flow posts, and the steps to the bank and back.
import assert from 'node:assert/strict';
import type { FlowView, Pane } from '../../server/src/wire/flow.ts';
import type { Scene, Session } from '../story.ts';

export interface FlowAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface FlowClient {
  /** POST /flow/api/:name with the client secret; whatever comes back. */
  post(name: string, body?: object): Promise<FlowAnswer>;
  /** The same where only a view will do. */
  view(name: string, body?: object): Promise<FlowView>;
}

/** A raw POST to the flow's API. */
export async function postFlow(
  world: Scene,
  name: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<FlowAnswer> {
  const answer = await fetch(`${world.url}/flow/api/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.keys.publishable}`, 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

export function openFlow(world: Scene, session: Session, key: string = world.keys.publishable): FlowClient {
  const { client_secret } = session;
  const post = (name: string, body: object = {}) =>
    postFlow(world, name, JSON.stringify({ client_secret, ...body }), { authorization: `Bearer ${key}` });
  return {
    post,
    async view(name, body) {
      const answer = await post(name, body);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body as unknown as FlowView;
    },
  };
}

/** Looks until the flow is no longer waiting for the bank; the views are what the page polls. */
export async function settledView(world: Scene, flow: FlowClient): Promise<FlowView> {
  await world.settle();
  const view = await flow.view('view');
  assert.notEqual(view.pane.type, 'progress');
  return view;
}

type OpenBank = Extract<Pane, { type: 'bank'; state: 'open' }>;

/** Agrees and begins a visit at an OAuth bank; returns the one-time link to it. */
export async function startVisit(flow: FlowClient): Promise<string> {
  await flow.view('agree');
  const { pane } = await flow.view('visit');
  assert.equal(pane.type, 'bank');
  const { launch_url } = pane as OpenBank;
  assert.ok(launch_url);
  return launch_url;
}

export interface Launched {
  /** What the browser keeps: `name=value`. */
  cookie: string;
  /** Where the bank asks the customer to sign in. */
  location: string;
  headers: Headers;
}

/** Opens the link and presses its button, as the customer's browser does. */
export async function launch(url: string): Promise<Launched> {
  const { status, headers, html } = await pressLaunch(url);
  assert.equal(status, 200, html);
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  const location = /<a href="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  assert.ok(URL.canParse(location), html);
  return { cookie, location, headers };
}

/** The form of a launch page, sent from a page of the given origin. */
export function pressLaunch(url: string, origin: string | null = new URL(url).origin): Promise<Returned> {
  return openPage(url, { method: 'POST', headers: { ...(origin !== null && { origin }) } });
}

/** Signs in and decides at the bank; returns the address to which the bank sends the browser back. */
export async function decide(
  world: Scene,
  slug: string,
  location: string,
  decision: {
    user: string;
    outcome?: 'approve' | 'cancel' | 'fail_authentication' | 'unexpected_error';
    accounts?: string[];
  },
): Promise<string> {
  const { user, outcome = 'approve', accounts } = decision;
  const body = { url: location, user, outcome, ...(accounts && { accounts }) };
  return (await world.control('POST', `${slug}/authorizations`, body)).redirect_to as string;
}

export interface Returned {
  status: number;
  title: string;
  headers: Headers;
  html: string;
}

/** Opens a page of ours as a browser does, following nothing. */
export async function openPage(url: string, init: RequestInit = {}): Promise<Returned> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const html = await response.text();
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '';
  return { status: response.status, title, headers: response.headers, html };
}
