// Who calls: the API key in the Authorization header, Basic or Bearer.
import { type Caller, type KeyKind, type KeyRing, maskKey } from '#domain/merchants/api_key.ts';
import { badKey, noAccessToAccount, noKey, secretKeyRequired } from './errors.ts';

const MAX_KEY_LENGTH = 255;

/**
 * The caller behind a request; throws the 401 or 403 that Stripe would answer.
 *
 * `needed` `secret` refuses publishable keys; `publishable` takes both, because a secret key may do everything.
 */
export async function authenticate(keys: KeyRing, headers: Headers, needed: KeyKind): Promise<Caller> {
  const key = presentedKey(headers.get('authorization'));
  if (key === null) throw noKey();
  if (key.length > MAX_KEY_LENGTH) throw badKey('(too long to be a key)');
  const caller = await keys.find(key);
  if (caller === null) throw badKey(maskKey(key));
  if (needed === 'secret' && caller.kind === 'publishable') throw secretKeyRequired();
  checkAccount(headers.get('stripe-account'), caller);
  return caller;
}

/** The key in `Bearer KEY` or `Basic base64(KEY:)`; null where there is none. */
export function presentedKey(header: string | null): string | null {
  const match = /^(Bearer|Basic)\s+(\S+)\s*$/i.exec(header ?? '');
  if (match === null) return null;
  const [, scheme = '', value = ''] = match;
  if (scheme.toLowerCase() === 'bearer') return value;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const user = decoded.split(':', 1)[0] ?? '';
  return user === '' ? null : user;
}

// Connected accounts are not served yet; naming oneself is harmless and some clients always do.
function checkAccount(account: string | null, caller: Caller): void {
  if (account !== null && account !== caller.merchant.id) throw noAccessToAccount(caller.hint, account);
}
