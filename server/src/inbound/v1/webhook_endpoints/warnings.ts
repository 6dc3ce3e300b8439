// What an endpoint's developer is told before he waits for events that never come.
import type { RequestContext } from '#inbound/http/endpoint.ts';
import { EVENT_TYPES, isOfConnectedAccounts } from '#wire/event_types.ts';

const RECORDED: ReadonlySet<string> = new Set(EVENT_TYPES);
const NAMED_MAX = 10;

interface Asked {
  connect: boolean;
  enabled_events: readonly string[];
}

/** In the header `Relink-Warning` of the answer. What arrives at all is told of, but not where else. */
export function warnOfSilence(context: RequestContext, { connect, enabled_events: wanted }: Asked): void {
  const unknown = wanted.filter((type) => type !== '*' && !RECORDED.has(type));
  if (unknown.length > 0) context.warn(`Never sent by Relink: ${named(unknown)}.`);
  const elsewhere = connect ? [] : wanted.filter((type) => RECORDED.has(type) && isOfConnectedAccounts(type));
  if (elsewhere.length > 0) {
    context.warn(`Sent to endpoints with connect=true only: ${named(elsewhere)}.`);
  }
  if (connect && wanted.some((type) => type === '*' || type.startsWith('financial_connections.'))) {
    context.warn(
      'Events about links that a connected account holds (account_holder[type]=account) are your own: they go to endpoints without connect.',
    );
  }
}

function named(types: readonly string[]): string {
  const more = types.length - NAMED_MAX;
  return types.slice(0, NAMED_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
