// The API and the customer's pages without a bank: what a browser with our SDK, or none, asks of both.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { createKeyRing } from '../../server/src/domain/merchants/api_key.ts';
import { loadHostedRenderer } from '../../server/src/hosted_renderer.ts';
import { createHosted } from '../../server/src/inbound/hosted/routes.ts';
import type { SetupIntentCreateParams } from '../../server/src/wire/beyond_sdk.ts';
import type { FlowView } from '../../server/src/wire/flow.ts';
import { openTestApi, type TestApi } from '../api.ts';

const ORIGIN = 'http://127.0.0.1:4242';

export interface Answer {
  status: number;
  body: Record<string, never> & { error?: Stripe.StripeRawError };
}

export interface HostedApi extends TestApi {
  /** A call of the browser SDK: publishable key and client secret. */
  page(method: 'GET' | 'POST', path: string, secret: string, params?: Record<string, string>): Promise<Answer>;
  /** A call of the flow. */
  flow(secret: string | null, name: string, body?: object): Promise<Answer>;
  /** The same where only a view will do. */
  view(secret: string | null, name: string, body?: object): Promise<FlowView>;
  /** A browser before a page of ours. */
  visit(): PageVisitor;
}

export interface Shown {
  status: number;
  title: string;
  html: string;
  /** Where it is, after a redirect. */
  path: string;
}

export interface PageVisitor {
  open(url: string): Promise<Shown>;
  /** Fills in the page's form; a token that is given goes instead of the form's own. */
  send(page: Shown, fields: Record<string, string>): Promise<Shown>;
}

/** The caller closes it. */
export async function openHostedApi(): Promise<HostedApi> {
  const api = await openTestApi();
  const { world } = api;
  const render = await loadHostedRenderer(new URL('../../web/dist/', import.meta.url));
  const origins = { public_url: ORIGIN, own: [ORIGIN] };
  const hosted = createHosted({ world, keys: createKeyRing(world), origins, render });
  const authorization = `Bearer ${api.keys.publishable}`;
  const ask = async (request: Request): Promise<Answer> => {
    const answer = (await hosted(request)) ?? (await api.app(request));
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  const flow: HostedApi['flow'] = (client_secret, name, body = {}) =>
    ask(
      new Request(`${ORIGIN}/flow/api/${name}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, client_secret }),
      }),
    );
  return {
    ...api,
    flow,
    page(method, path, secret, params = {}) {
      const reads = method === 'GET';
      const form = new URLSearchParams(reads ? params : { ...params, client_secret: secret });
      const headers = { authorization, ...(reads && { 'relink-client-secret': secret }) };
      return ask(
        new Request(`${ORIGIN}${path}${reads ? `?${form}` : ''}`, { method, headers, ...(!reads && { body: form }) }),
      );
    },
    async view(secret, name, body) {
      const { status, body: view } = await flow(secret, name, body);
      assert.equal(status, 200, JSON.stringify(view));
      return view as unknown as FlowView;
    },
    visit: () => visitorOf(async (request) => (await hosted(request))!),
  };
}

function visitorOf(send: (request: Request) => Promise<Response>): PageVisitor {
  let cookie = '';
  const go = async (path: string, init: RequestInit = {}): Promise<Shown> => {
    const answer = await send(new Request(`${ORIGIN}${path}`, { ...init, headers: { ...init.headers, cookie } }));
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    if (answer.status === 303) return await go(answer.headers.get('location')!);
    const html = await answer.text();
    return { status: answer.status, title: /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '', html, path };
  };
  return {
    open: (url) => go(new URL(url, ORIGIN).pathname),
    send(page, fields) {
      const form_token = /name="form_token" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
      const body = new URLSearchParams({ form_token, ...fields });
      return go(page.path.split('?')[0]!, { method: 'POST', body });
    },
  };
}

/** A setup intent of a new customer. */
export async function newSetupIntent(
  { stripe }: TestApi,
  params: Partial<SetupIntentCreateParams> = {},
): Promise<Stripe.SetupIntent> {
  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen' });
  const asked: SetupIntentCreateParams = { customer, payment_method_types: ['us_bank_account'], ...params };
  return await stripe.setupIntents.create(asked);
}

export const WHO = {
  'payment_method_data[type]': 'us_bank_account',
  'payment_method_data[billing_details][name]': 'Jenny Rosen',
};

/** What `collectBankAccountForSetup` asks for: the client secret of a session for the intent. */
export async function collect(api: HostedApi, { id, client_secret }: Stripe.SetupIntent): Promise<string> {
  const { status, body } = await api.page('POST', `/v1/setup_intents/${id}/link_account_sessions`, client_secret!, WHO);
  assert.equal(status, 200, JSON.stringify(body));
  return body.client_secret as unknown as string;
}

export const TEST_NUMBERS = { routing_number: '110000000', account_number: '000123456789' };

/** The customer agrees and types in his numbers, and the page confirms the intent. */
export async function typeAndConfirm(api: HostedApi, intent: Stripe.SetupIntent): Promise<Stripe.SetupIntent> {
  const session = await collect(api, intent);
  await api.view(session, 'agree');
  await api.view(session, 'manual-entry', { values: TEST_NUMBERS });
  const { status, body } = await api.page('POST', `/v1/setup_intents/${intent.id}/confirm`, intent.client_secret!, {
    'mandate_data[customer_acceptance][type]': 'online',
    'mandate_data[customer_acceptance][online][infer_from_client]': 'true',
  });
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as Stripe.SetupIntent;
}
