// Ends a sign-in. Everything that was read is forgotten with the page.

const SIGN_OUT = '/dashboard/auth/sign-out';

/** Signs out on the server, then leaves to the sign-in page. */
export async function signOut(): Promise<void> {
  await fetch(SIGN_OUT, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
    credentials: 'same-origin',
  }).catch(() => null);
  location.assign('/dashboard/sign-in');
}
