// API keys as text: how one is made up, how one is hinted at, and how one that is refused is shown.
import type { Row } from '#database/schema.ts';
import { type Random, randomText } from '#kernel/id.ts';

export type KeyKind = Row<'api_keys'>['kind'];

const TAIL_LENGTH = 48;
const HINT_TAIL = 4;
const LETTERS: Record<KeyKind, string> = { secret: 'sk', publishable: 'pk', restricted: 'rk' };

export function newKeyText(kind: KeyKind, livemode: boolean, random: Random): string {
  return `${LETTERS[kind]}_${livemode ? 'live' : 'test'}_${randomText(TAIL_LENGTH, random)}`;
}

/** What the text of a key says about its mode; null where it is no key of ours. */
export function isLiveKey(key: string): boolean | null {
  const prefix = keyPrefix(key);
  return prefix === '' ? null : prefix.endsWith('_live_');
}

/** `sk_test_…abcd`: enough to tell keys apart, too little to use. */
export function keyHint(secret: string): string {
  return `${keyPrefix(secret)}…${secret.slice(-HINT_TAIL)}`;
}

/** As Stripe shows a key that it refuses: stars, then the last four characters; never a whole short one. */
export function maskKey(secret: string): string {
  const prefix = keyPrefix(secret);
  const rest = secret.slice(prefix.length);
  const shown = rest.length > 2 * HINT_TAIL ? rest.slice(-HINT_TAIL) : '';
  return `${prefix}${'*'.repeat(Math.min(rest.length - shown.length, TAIL_LENGTH))}${shown}`;
}

function keyPrefix(secret: string): string {
  return /^(?:sk|pk|rk)_(?:test|live)_/.exec(secret)?.[0] ?? '';
}
