// A webhook handler: verifies each event, and says which customers to ask for a relink.
import type Stripe from 'stripe';

type Account = Stripe.FinancialConnections.Account;

export interface Reactions {
  /** The account can be repaired: ask the customer for a relink. */
  promptToRelink(account: Account): Promise<void>;
  /** It works again, after a relink or by itself. */
  worksAgain(account: Account): Promise<void>;
}

const SEEN_MAX = 1_000;

/** Answers the POST of an event: 200 when it was taken, 400 when its signature does not verify. `secret` is the endpoint's. */
export function createWebhookHandler(stripe: Stripe, secret: string, reactions: Reactions) {
  // Events come at least once and in any order.
  const seen = new Set<string>();
  return async (request: Request): Promise<Response> => {
    // The signature is of the body as it came.
    const body = await request.text();
    let event: Stripe.Event;
    try {
      event = await stripe.webhooks.constructEventAsync(body, request.headers.get('stripe-signature') ?? '', secret);
    } catch {
      return new Response(null, { status: 400 });
    }
    if (!seen.has(event.id)) {
      seen.add(event.id);
      if (seen.size > SEEN_MAX) for (const oldest of [...seen].slice(0, 1)) seen.delete(oldest);
      await react(event, reactions);
    }
    return new Response(null, { status: 200 });
  };
}

async function react(event: Stripe.Event, { promptToRelink, worksAgain }: Reactions): Promise<void> {
  switch (event.type) {
    case 'financial_connections.account.deactivated': {
      const account = event.data.object;
      // Without details the endpoint was made with an older version of the API: give it a preview version.
      const inactive = account.status_details?.inactive;
      // `none`: the account cannot be repaired, for example because it is closed.
      if (account.status === 'inactive' && inactive?.action === 'relink_required') await promptToRelink(account);
      return;
    }
    case 'financial_connections.account.reactivated':
      return worksAgain(event.data.object);
  }
}
