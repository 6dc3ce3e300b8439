// Makes a passkey for whoever is signed in, in this browser.
import { call } from '../api/client.ts';

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
