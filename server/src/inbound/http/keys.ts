// Who calls: the API key in the Authorization header, Basic or Bearer.
import type { Caller, KeyRing } from '#domain/merchants/api_key.ts';
import { type KeyKind, maskKey } from '#domain/merchants/api_key_text.ts';
import type { KeyLevel, KeyResource } from '#wire/dashboard_workspace.ts';
import { badKey, expiredKey, noAccessToAccount, noKey, permissionRequired, secretKeyRequired } from './errors.ts';

const MAX_KEY_LENGTH = 255;

/**
 * The caller behind a request; throws the 401 or 403 that Stripe would answer.
 *
 * `needed` `secret` refuses publishable keys, and takes restricted ones, whose permissions come after; `publishable` takes both, because a secret key may do everything.
 */
export async function authenticate(keys: KeyRing, headers: Headers, needed: KeyKind): Promise<Caller> {
  const key = presentedKey(headers.get('authorization'));
  if (key === null) throw noKey();
  if (key.length > MAX_KEY_LENGTH) throw badKey('(too long to be a key)');
  const caller = await keys.find(key);
  if (caller === null) throw badKey(maskKey(key));
  if (caller === 'expired') throw expiredKey(maskKey(key));
  if (needed === 'secret' && caller.kind === 'publishable') throw secretKeyRequired();
  checkAccount(headers.get('stripe-account'), caller);
  return caller;
}

/** What a request does with which of the resources that restricted keys are given. */
export interface Requirement {
  resource: KeyResource;
  level: KeyLevel;
}

/** Throws the 403 of a restricted key that was not given this; null is given to none. */
export function requirePermission({ permissions, merchant, hint }: Caller, needs: Requirement | null): void {
  if (permissions === null) return;
  if (needs === null) throw permissionRequired(hint, merchant.id, null);
  const given = permissions[needs.resource];
  if (given === 'write' || given === needs.level) return;
  throw permissionRequired(hint, merchant.id, `${needs.resource}_${needs.level}`);
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
