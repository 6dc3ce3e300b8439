// How an account stands, in one word: its sign, its line in lists and the sentence on its own page all go by it.
import type { AccountRow } from '../../../server/src/wire/dashboard_objects.ts';
import type { Tone } from '../kit/status.tsx';

export type Standing =
  | 'disconnected'
  | 'repairable'
  | 'not_repairable'
  | 'number_expired'
  | 'number_deactivated'
  | 'number_ends'
  | 'number_dead'
  | 'closing'
  | 'restricted'
  | 'access_ends'
  | 'number_pending'
  | 'access_until'
  | 'works';

/** What is most pressing comes first. What ends is a warning within its notice (`expiring`), and a plain date before. */
export function standingOf(account: AccountRow): Standing {
  const { status, action, number, needs_relink, expiring, bank_state, expected_deactivation_at } = account;
  if (status === 'disconnected') return 'disconnected';
  if (status === 'inactive') return action === 'none' ? 'not_repairable' : 'repairable';
  const dead = number?.status === 'expired' || number?.status === 'deactivated';
  if (needs_relink) return dead ? `number_${number.status as 'expired' | 'deactivated'}` : 'number_ends';
  if (bank_state !== null) return bank_state;
  if (dead) return 'number_dead';
  if (expiring) return 'access_ends';
  if (number?.status === 'pending') return 'number_pending';
  return expected_deactivation_at === null ? 'works' : 'access_until';
}

export const STANDING_TONES: Record<Standing, Tone> = {
  disconnected: 'calm',
  repairable: 'bad',
  not_repairable: 'calm',
  number_expired: 'warn',
  number_deactivated: 'warn',
  number_ends: 'warn',
  number_dead: 'warn',
  closing: 'warn',
  restricted: 'warn',
  access_ends: 'warn',
  number_pending: 'good',
  access_until: 'good',
  works: 'good',
};
