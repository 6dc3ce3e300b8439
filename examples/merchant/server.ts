// A small shop on the official Stripe SDK: links a bank account, hears that it broke, lets the customer repair it, and is paid from it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import Stripe from 'stripe';
import { readSettings, type Settings } from './settings.ts';
import { Shop } from './shop.ts';
import { Wallet } from './wallet.ts';

const FILES: Record<string, string> = {
  '/': 'index.html',
  '/shop.js': 'shop.js',
  '/page.js': 'page.js',
  '/pay.js': 'pay.js',
  '/shop.css': 'shop.css',
};
const TYPES: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css' };

/** Opens the shop and resolves once it listens. */
export async function openShop(settings: Settings): Promise<{ url: string; close(): Promise<void> }> {
  const base = new URL(settings.api_base);
  // The only line that differs from an integration with Stripe itself.
  const stripe = new Stripe(settings.secret_key, {
    host: base.hostname,
    port: Number(base.port || 443),
    protocol: base.protocol === 'http:' ? 'http' : 'https',
  });
  const shop = await Shop.open(stripe);
  const url = `http://127.0.0.1:${settings.port}`;
  const secret = settings.webhook_secret;
  const endpoint = secret ? { id: null, secret } : await webhookEndpoint(stripe, `${url}/webhooks`);
  const server = serve({
    fetch: routes(settings, stripe, shop, endpoint.secret).fetch,
    port: settings.port,
    hostname: '127.0.0.1',
  });
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    url,
    async close() {
      if (endpoint.id !== null) await stripe.webhookEndpoints.del(endpoint.id);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A secret is shown once, when an endpoint is made; so the tour makes its endpoint anew at every start. */
async function webhookEndpoint(stripe: Stripe, url: string): Promise<{ id: string; secret: string }> {
  for (const old of (await stripe.webhookEndpoints.list({ limit: 100 })).data) {
    if (old.url === url) await stripe.webhookEndpoints.del(old.id);
  }
  const made = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
  return { id: made.id, secret: made.secret ?? '' };
}

function routes(settings: Settings, stripe: Stripe, shop: Shop, webhookSecret: string): Hono {
  const app = new Hono();
  const wallet = new Wallet(stripe, shop.customer);
  app.post('/webhooks', async (context) => {
    let event: Stripe.Event;
    try {
      event = stripe.webhooks.constructEvent(
        await context.req.text(),
        context.req.header('stripe-signature') ?? '',
        webhookSecret,
      );
    } catch {
      return context.text('The signature does not fit.', 400);
    }
    shop.hear(event);
    return context.json({ received: true });
  });
  app.get('/state', async (context) =>
    context.json({
      accounts: await shop.accounts(),
      to_relink: [...shop.to_relink],
      notices: shop.notices,
      method: await wallet.method(),
      payments: await wallet.payments(),
      publishable_key: settings.publishable_key,
      api_base: settings.api_base,
    }),
  );
  app.post('/sessions', async (context) => {
    const { account, any } = await context.req.json<{ account?: string; any?: boolean }>();
    const session = account ? await shop.relinkSession(account, any === true) : await shop.linkSession();
    return context.json({ client_secret: session.client_secret });
  });
  app.post('/setup', async (context) => {
    const { account, name } = await context.req.json<{ account?: string; name?: string }>();
    const { client_secret } = await wallet.setUp(account ?? null, name ?? '');
    return context.json({ client_secret });
  });
  app.post('/pay', async (context) => {
    const { invoice } = await context.req.json<{ invoice: string | null }>();
    return context.json({ result: await wallet.pay(invoice) });
  });
  // What the bank or its customer would do; only a sandbox has these.
  app.post('/break', async (context) => {
    const { authorization } = await context.req.json<{ authorization: string }>();
    const path = `/v1/test_helpers/financial_connections/authorizations/${encodeURIComponent(authorization)}/simulate`;
    await stripe.rawRequest('POST', path, { event: 'consent_revoked' });
    return context.json({ done: true });
  });
  app.post('/end-number', async (context) => {
    const { account } = await context.req.json<{ account: string }>();
    const path = `/v1/test_helpers/financial_connections/accounts/${encodeURIComponent(account)}/simulate`;
    await stripe.rawRequest('POST', path, { event: 'account_number_revoked' });
    return context.json({ done: true });
  });
  app.get('*', async (context) => {
    const name = FILES[context.req.path];
    if (name === undefined) return context.notFound();
    const page = (await readFile(join(import.meta.dirname, 'public', name), 'utf8')).replaceAll(
      '{{api_base}}',
      settings.api_base,
    );
    return context.body(page, 200, { 'Content-Type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain' });
  });
  app.onError((error, context) => context.json({ error: error.message }, 500));
  return app;
}

if (import.meta.main) {
  try {
    const shop = await openShop(readSettings());
    process.stdout.write(`\n  The shop is open: ${shop.url}\n\n  Ctrl-C closes it.\n\n`);
    const close = () => void shop.close().then(() => process.exit(0));
    process.once('SIGINT', close).once('SIGTERM', close);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
