// What an operator should know about a webhook endpoint before wondering why nothing arrives. Pure.
import type { EndpointRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { EVENT_TYPES, isOfConnectedAccounts } from '../../../server/src/wire/event_types.ts';

export type EndpointHint =
  | 'disabled_failing'
  | 'disabled'
  | 'failing'
  | 'never_own'
  | 'never_nothing'
  | 'never_some'
  | 'never_here'
  | 'never_held'
  | 'never_relink';

/** Without this one a server does not notice that a link broke. */
export const BROKEN = 'financial_connections.account.deactivated';

/** What a server needs to know to keep its links alive. */
export const RELINK_EVENTS = [
  BROKEN,
  'financial_connections.account.reactivated',
  'financial_connections.account.account_numbers_updated',
  'financial_connections.account.upcoming_deactivation',
  'financial_connections.account.upcoming_account_number_expiry',
  'financial_connections.account.disconnected',
  'financial_connections.session.updated',
] as const;

/** Most urgent first. `own` is the origin of Relink itself. */
export function hintsOf(
  endpoint: Pick<EndpointRow, 'url' | 'status' | 'disabled_reason' | 'failing_since' | 'enabled_events' | 'connect'>,
  own: string,
): EndpointHint[] {
  const { url, status, disabled_reason, failing_since, enabled_events: wanted, connect } = endpoint;
  const hints: EndpointHint[] = [];
  if (status === 'disabled') hints.push(disabled_reason === 'failing' ? 'disabled_failing' : 'disabled');
  else if (failing_since !== null) hints.push('failing');
  if (URL.canParse(url) && new URL(url).origin === own) hints.push('never_own');
  const known = new Set<string>(EVENT_TYPES);
  if (!wanted.some((type) => type === '*' || known.has(type))) return [...hints, 'never_nothing'];
  if (wanted.some((type) => type !== '*' && !known.has(type))) hints.push('never_some');
  const links = wanted.some((type) => type === '*' || type.startsWith('financial_connections.'));
  if (connect) return links ? [...hints, 'never_held'] : hints;
  if (wanted.some((type) => known.has(type) && isOfConnectedAccounts(type))) hints.push('never_here');
  return wanted.includes('*') || wanted.includes(BROKEN) ? hints : [...hints, 'never_relink'];
}
