// Signing in and out: the calls that need nobody to be signed in.
import type { SignInCalls } from '../../../server/src/wire/dashboard.ts';
import { type DashboardError, send } from './client.ts';

type BodyOf<C extends keyof SignInCalls> = SignInCalls[C] extends { body: infer Body } ? Body : Record<string, never>;

function callAuth<C extends keyof SignInCalls>(name: C, body: BodyOf<C>): Promise<SignInCalls[C]['answer']> {
  return send(`/dashboard/auth/${name}`, { method: 'POST', body }) as Promise<SignInCalls[C]['answer']>;
}

/** Asks for a link by e-mail. The answer is the same for every address. */
export async function requestLink(email: string): Promise<void> {
  await callAuth('link', { email });
}

/** Browsers keep passkeys for names only, not for bare addresses, and only where the connection is safe. */
export function canUsePasskeys(): boolean {
  const bare = /^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, ''));
  const able = typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
  return able && window.isSecureContext && !bare;
}

/** Lets the person choose a passkey. Resolves with false where he closes the browser's window for it. */
export async function signInWithPasskey(): Promise<boolean> {
  const { options } = await callAuth('passkey/options', {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) return false;
  await callAuth('passkey/sign_in', { response: credential.toJSON() as unknown as Record<string, unknown> });
  return true;
}

/** Signs out on the server, then leaves to the sign-in page; everything that was read is forgotten with the page. */
export async function signOut(): Promise<void> {
  await callAuth('sign_out', {}).catch((error: DashboardError) => {
    if (error.status !== 401) throw error;
  });
  location.assign('/dashboard/sign-in');
}
