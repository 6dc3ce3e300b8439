// The OAuth tokens of a link as the platform keeps them: one JSON text that only this connector reads.
import { z } from 'zod';
import { BankError, type Credential } from '#domain/connections/bank.ts';
import { after, DAY_MS, SECOND_MS } from '#kernel/clock.ts';

const tokens = z.object({
  v: z.literal(1),
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullable(),
  /** The key that the access token is bound to; the refresh token is bound to us as a client. */
  dpop_kid: z.string().nullable().default(null),
});
export type Tokens = z.infer<typeof tokens>;

interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
  /** Not standardised, and sent by several banks: the lives of the refresh token and of the whole grant. */
  refresh_token_expires_in?: unknown;
  authorization_expires_in?: unknown;
}

/** How long something lives; null where a bank does not say, or says what no date could hold. */
export const seconds = z
  .number()
  .positive()
  .max(100 * 366 * 24 * 3600)
  .nullable()
  .catch(null);

export interface Circumstances {
  now: Date;
  /** The life of an unused refresh token where the bank does not tell it. */
  idle_days: number | null;
  /** The key that the access token is bound to. */
  dpop_kid: string | null;
  previous?: Tokens;
}

/** The credential for a token answer. A bank that sends no new refresh token means the old one to be used again. */
export function credentialOf(answer: TokenAnswer, { now, idle_days, dpop_kid, previous }: Circumstances): Credential {
  const kept: Tokens = {
    v: 1,
    access_token: answer.access_token,
    refresh_token: answer.refresh_token ?? previous?.refresh_token ?? null,
    dpop_kid,
  };
  const granted = seconds.parse(answer.authorization_expires_in ?? null);
  const lives = seconds.parse(answer.expires_in ?? null);
  const told = seconds.parse(answer.refresh_token_expires_in ?? null);
  const life = told === null ? idle_days && idle_days * DAY_MS : told * SECOND_MS;
  return {
    secret: JSON.stringify(kept),
    access_expires_at: lives === null ? null : after(now, lives * SECOND_MS),
    refresh_expires_at: kept.refresh_token === null || life === null ? null : after(now, life),
    consent_expires_at: granted === null ? null : after(now, granted * SECOND_MS),
  };
}

/** The tokens inside a credential; throws BankError `credential_rejected` when it is not one of ours. */
export function tokensOf(credential: Credential): Tokens {
  try {
    return tokens.parse(JSON.parse(credential.secret));
  } catch {
    // The parser's own words could quote the secret.
    throw rejected('the kept credential is unreadable');
  }
}

export function rejected(message: string): BankError {
  return new BankError('credential_rejected', { status: null, code: null, interaction_id: null }, message);
}
