// POST /v1/stripecli/sessions, with which `stripe listen` of the Stripe CLI begins
import { z } from 'zod';
import { MAX_LISTENERS, openCliSession } from '#domain/stripecli/cli_session.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { invalidParam, invalidRequest } from '#inbound/http/errors.ts';
import { array, enumeration, text } from '#inbound/http/params.ts';
import { newestGeneral, newestPreview } from '#wire/versions.ts';

/** What the CLI names: events as we send them, and two things that we have none of. */
const FEATURES = ['webhooks', 'v2_events', 'request_logs'] as const;
/** Seconds after which the CLI opens its socket anew. */
const RECONNECT_DELAY_S = 300;
const SOCKET_PATH = '/v1/stripecli/subscribe';
const URL_MAX = 2048;

/** The addresses are the CLI's own affair: it forwards to them by itself. */
const forward = () => text({ max: URL_MAX }).optional();

const params = z.object({
  device_name: text({ max: 255 }),
  websocket_features: array(enumeration(FEATURES), { min: 1 }),
  filters: text().optional(),
  forward_to_url: forward(),
  forward_connect_to_url: forward(),
  forward_thin_to_url: forward(),
  forward_thin_connect_to_url: forward(),
});

/**
 * Answers with the secret that events are signed with, and the socket that brings them. Whoever asks for thin events as well
 * gets the others; thin ones do not exist here.
 */
export const create = endpoint({
  method: 'POST',
  path: '/v1/stripecli/sessions',
  params,
  sandbox_only: true,
  async run(context, { device_name, websocket_features }) {
    if (!websocket_features.includes('webhooks')) throw invalidParam(REFUSED, 'websocket_features');
    const opened = await openCliSession(context, device_name);
    if (opened === 'too_many') throw invalidRequest(`You may have ${MAX_LISTENERS} listeners at once.`);
    return {
      object: 'stripecli.session',
      default_version: newestPreview.text,
      display_connect_filter_warning: false,
      latest_version: newestGeneral.text,
      livemode: context.livemode,
      reconnect_delay: RECONNECT_DELAY_S,
      secret: opened.secret,
      websocket_authorized_feature: 'webhooks',
      websocket_id: opened.websocket_id,
      websocket_url: `${context.public_url.replace(/^http/, 'ws')}${SOCKET_PATH}`,
    };
  },
});

const REFUSED =
  'Only snapshot events are served: use `stripe listen --all-snapshot`, or name some with --events. There are neither thin events nor request logs.';
