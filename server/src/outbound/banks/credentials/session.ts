// Being signed in at a bank without OAuth: what is kept of a sign-in, and the next session without the customer.
import { z } from 'zod';
import type { Credential, Refreshed } from '#domain/connections/bank.ts';
import { after, SECOND_MS } from '#kernel/clock.ts';
import { rejected, seconds } from '../fdx/credential.ts';
import { type ResourceContext, readBody, request } from '../fdx/resources.ts';
import { type CredentialsProtocol, resourceUrl } from '../protocol.ts';

/** What may stand in a header: one that may not is quoted by whoever refuses to send it. */
const accessToken = z.string().regex(/^[\x21-\x7e]+$/);

/** As the platform keeps it: never the customer's password. A row of version 1 holds one token that was good for both. */
const kept = z.union([
  z.object({ v: z.literal(2), access_token: accessToken, refresh_token: z.string().min(1) }),
  z
    .object({ v: z.literal(1), access_token: accessToken })
    .transform(({ access_token }) => ({ v: 2 as const, access_token, refresh_token: access_token })),
]);

/** What a sign-in, or the opening of a session, gives. */
export const session = z.object({
  access_token: accessToken,
  /** Left out where a session lasts until the bank ends it. */
  expires_in: seconds.default(null),
  refresh_token: z.string().min(1),
});

export function credentialOf(
  { access_token, expires_in, refresh_token }: z.infer<typeof session>,
  now: Date,
): Credential {
  return {
    secret: JSON.stringify({ v: 2, access_token, refresh_token } satisfies z.infer<typeof kept>),
    access_expires_at: expires_in === null ? null : after(now, expires_in * SECOND_MS),
    refresh_expires_at: null,
    consent_expires_at: null,
  };
}

/** The tokens inside a credential; throws BankError `credential_rejected` when it is not one of ours. */
export function tokensOf(credential: Credential): z.infer<typeof kept> {
  try {
    return kept.parse(JSON.parse(credential.secret));
  } catch {
    // The parser's own words could quote the secret.
    throw rejected('the kept credential is unreadable');
  }
}

/**
 * Signs in again without the customer: one try, because a bank counts wrong ones. Throws BankError: `password_rejected`,
 * `user_locked_out` and `reauthentication_required` say what only the customer can mend.
 */
export async function nextSession(
  context: ResourceContext,
  protocol: CredentialsProtocol,
  credential: Credential,
): Promise<Refreshed> {
  const { refresh_token } = tokensOf(credential);
  const url = resourceUrl(context.bank_url, protocol.sessions);
  const answer = await request(context, { method: 'POST', url, body: { refresh_token } });
  const shape = session.extend({ refresh_token: session.shape.refresh_token.default(refresh_token) });
  const opened = readBody(answer, shape, 'the session');
  return { credential: credentialOf(opened, context.clock.now()), rotated: opened.refresh_token !== refresh_token };
}
