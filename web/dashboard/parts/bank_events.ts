// What can be made to happen at the sandbox bank, to whom, and which of it makes sense for an account. Pure.
import type { AccountRow } from '../../../server/src/wire/dashboard_objects.ts';

/** The events of the API's test helpers, in the order they are offered. */
export const BANK_EVENTS = {
  consent_revoked: 'authorization',
  consent_expired: 'authorization',
  reauthentication_required: 'authorization',
  recovered: 'authorization',
  unavailable: 'account',
  sharing_stopped: 'account',
  closed: 'account',
  reopened: 'account',
  identity_lost: 'account',
  account_number_expired: 'account',
  account_number_revoked: 'account',
} as const;

export type BankEvent = keyof typeof BANK_EVENTS;

/** Number events need a tokenized number, and only what is closed can be opened again. */
export function eventsFor(account: Pick<AccountRow, 'number' | 'cause'>, of: 'account' | 'authorization'): BankEvent[] {
  const tokenized = account.number?.kind === 'tokenized_account_number';
  const closed = account.cause === 'account_closed';
  return (Object.keys(BANK_EVENTS) as BankEvent[]).filter((event) => {
    if (BANK_EVENTS[event] !== of) return false;
    if (event.startsWith('account_number_')) return tokenized;
    if (event === 'reopened') return closed;
    return event === 'closed' ? !closed : true;
  });
}
