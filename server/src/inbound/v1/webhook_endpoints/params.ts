// The parameters of a webhook endpoint that create and update share, and what its problems read like.
import type { z } from 'zod';
import { isSubscribable } from '#domain/events/types.ts';
import { MAX_METADATA_KEYS } from '#domain/metadata.ts';
import { type EndpointProblem, MAX_ENDPOINTS, urlProblem } from '#domain/webhook_endpoints/webhook_endpoint.ts';
import { type ApiError, invalidParam, invalidRequest } from '#inbound/http/errors.ts';
import { array, refuseParam, text } from '#inbound/http/params.ts';
import { parseVersion } from '#wire/versions.ts';

const MAX_EVENTS = 400;

const eventName = () =>
  text({ max: 100 }).superRefine((value, context) => {
    if (value !== '' && !isSubscribable(value)) {
      refuseParam(context, `Invalid event type: ${value}. Use * for all events, or the exact names of some.`);
    }
  });

export const enabledEvents = (): z.ZodType<string[]> => array(eventName(), { min: 1, max: MAX_EVENTS });

export const apiVersion = () =>
  text({ max: 64 }).superRefine((value, context) => {
    if (value !== '' && parseVersion(value) === null) refuseParam(context, `Invalid Stripe API version: ${value}`);
  });

export const url = () => text({ max: 2048 });

/** Depends on the mode, which a schema does not know. */
export function checkUrl(given: string, livemode: boolean): void {
  const problem = urlProblem(given, livemode);
  if (problem !== null) throw invalidParam(URL_MESSAGES[problem], 'url', 'url_invalid');
}

const URL_MESSAGES = {
  not_a_url: 'Not a valid URL',
  not_http: 'Invalid URL: An explicit scheme (https, or http in test mode) must be provided.',
  not_https: 'Invalid URL: URL must use https in live mode.',
  credentials: 'Invalid URL: A user name or password cannot be part of it.',
};

export function endpointError(problem: EndpointProblem, livemode: boolean): ApiError {
  switch (problem) {
    case 'too_many': {
      const mode = livemode ? 'live' : 'test';
      return invalidRequest(`You have reached the maximum of ${MAX_ENDPOINTS} ${mode} webhook endpoints.`);
    }
    case 'too_much_metadata':
      return invalidRequest(`You may only specify up to ${MAX_METADATA_KEYS} metadata keys.`, { param: 'metadata' });
  }
}
