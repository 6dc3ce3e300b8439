// Who calls: the API key in the Authorization header, Basic or Bearer.
import type { Caller, KeyRing } from '#domain/merchants/api_key.ts';
import { isLiveKey, type KeyKind, maskKey } from '#domain/merchants/api_key_text.ts';
import type { KeyLevel, KeyResource } from '#wire/dashboard_workspace.ts';
import {
  badKey,
  expiredKey,
  keyOfOtherMode,
  noAccessToAccount,
  noKey,
  permissionRequired,
  secretKeyRequired,
} from './errors.ts';

const MAX_KEY_LENGTH = 255;
const MAX_ACCOUNT_LENGTH = 255;

/**
 * The caller behind a request, as the connected account that it names, if it names one; throws the 401 or 403 that Stripe would answer.
 *
 * `needed` `secret` refuses publishable keys, and takes restricted ones, whose permissions come after; `publishable` takes both, because a secret key may do everything.
 */
export async function authenticate(keys: KeyRing, headers: Headers, needed: KeyKind): Promise<Caller> {
  const key = presentedKey(headers.get('authorization'));
  if (key === null) throw noKey();
  if (key.length > MAX_KEY_LENGTH) throw badKey('(too long to be a key)');
  const caller = await keys.find(key);
  if (caller === null) throw badKey(maskKey(key));
  if (caller === 'other_mode') throw keyOfOtherMode(maskKey(key), isLiveKey(key) === true);
  if (caller === 'expired') throw expiredKey(maskKey(key));
  if (needed === 'secret' && caller.kind === 'publishable') throw secretKeyRequired();
  return await actingAs(keys, caller, headers.get('stripe-account'));
}

/** `Stripe-Account` names a connected account of the key's merchant; naming oneself is harmless and some clients always do. */
async function actingAs(keys: KeyRing, caller: Caller, account: string | null): Promise<Caller> {
  if (account === null || account === caller.merchant.id) return caller;
  const acting = account.length > MAX_ACCOUNT_LENGTH ? null : await keys.actAs(caller, account);
  if (acting === null) throw noAccessToAccount(caller.hint, account);
  return acting;
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
