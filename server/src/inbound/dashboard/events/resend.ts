// POST /events/:id/resend: the same event once more to one endpoint.
import { z } from 'zod';
import { findEventAnywhere } from '#domain/events/event_rows.ts';
import { resendEvent } from '#domain/webhook_endpoints/resend.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { resendError } from '#inbound/v1/events/retry.ts';
import { call } from '../call.ts';
import { id } from '../reading.ts';
import { requireEndpoint } from '../webhook_endpoints.ts';
import { eventDetail } from './events.ts';

export const resend = call('POST /events/:id/resend', {
  role: 'operator',
  body: z.object({ endpoint: id() }),
  run: async (context, { path, body }) => {
    const event = await findEventAnywhere(context, path.id);
    if (event === null) throw noSuch('event', path.id, null);
    const problem = await resendEvent(context, event.id, await requireEndpoint(context, body.endpoint, 'endpoint'));
    if (problem !== null) throw resendError(problem, 'endpoint');
    return await eventDetail(context, event);
  },
});
