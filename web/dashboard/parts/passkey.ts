// Makes a passkey for whoever is signed in, in this browser.
import { call } from '../api/client.ts';

/** Browsers keep passkeys for names only, not for bare addresses, and only where the connection is safe. */
export function canAddPasskey(): boolean {
  const bare = /^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, ''));
  const able = typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;
  return able && window.isSecureContext && !bare;
}

/** Resolves with false where the person closed the browser's dialog. */
export async function addPasskey(name: string): Promise<boolean> {
  const { options } = await call('POST /passkeys/options', {});
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) return false;
  await call('POST /passkeys', { body: { response: credential.toJSON() as unknown as Record<string, unknown>, name } });
  return true;
}
