// Calls of the flow's API by the customer's own page: opened by the token of its link, in the browser that holds the page.
import type { Row, Transaction } from '#database/schema.ts';
import { linkByToken } from '#domain/connections/hosted_link.ts';
import type { Context } from '#domain/context.ts';
import { openContext } from '#domain/open_context.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { invalidRequest, originRefused } from '#inbound/http/errors.ts';
import { type FlowBody, readFlowBody } from './body.ts';
import { holdOf } from './visitor.ts';

/** The page itself does the rest: it agrees, goes to the bank, and lets the customer say no. */
const CALLS = new Set(['view', 'answer', 'leave-bank']);

export interface HostedCall {
  body: FlowBody;
  open(trx: Transaction): Promise<{ context: Context; session: Row<'sessions'> }>;
}

/** Null where the request brings no token of a link, so that it is answered as one without a key. */
export async function openHostedCall(
  world: ApiWorld,
  request: Request,
  origin: string,
  name: string,
): Promise<HostedCall | null> {
  if (!CALLS.has(name)) return null;
  const body = await readFlowBody(request, 'hosted_token').catch(() => null);
  if (body === null) return null;
  const from = request.headers.get('origin');
  if (from !== origin) throw originRefused(from ?? '');
  return {
    // The page has chosen the language already, with its region.
    body: { ...body, locale: undefined },
    async open(trx) {
      const found = await linkByToken(trx, body.hosted_token);
      if (found === null || holdOf(request, found.session, origin) !== 'holds') {
        throw invalidRequest('This link is not open in this browser.', {
          param: 'hosted_token',
          code: 'resource_missing',
        });
      }
      return { context: await openContext(world, trx, found.session), session: found.session };
    },
  };
}
