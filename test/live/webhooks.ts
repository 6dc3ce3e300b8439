// A merchant's endpoint for live webhooks: by TLS, with a certificate that this process trusts.
import type Stripe from 'stripe';
import type { ReceivedWebhook, World } from '../world.ts';
import { type Authority, type SecureServer, serveSecurely } from './tls.ts';

/** Its server is one of `hooks` from then on. */
export async function receive(
  authority: Authority,
  stripe: Stripe,
  hooks: SecureServer[],
  { api_version, enabled_events = ['*'], connect }: Parameters<World['receive']>[0] = {},
) {
  const received: ReceivedWebhook[] = [];
  const server = await serveSecurely(authority, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const signature = String(request.headers['stripe-signature']);
    received.push({ body, signature, event: JSON.parse(body) as Stripe.Event });
    response.writeHead(200).end();
  });
  hooks.push(server);
  const endpoint = await stripe.webhookEndpoints.create({
    url: `${server.url}/hooks`,
    enabled_events: enabled_events as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
    ...(connect && { connect: true }),
    ...(api_version && { api_version: api_version as Stripe.WebhookEndpointCreateParams.ApiVersion }),
  });
  return { received, secret: endpoint.secret!, id: endpoint.id };
}
