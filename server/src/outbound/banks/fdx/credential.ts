// The OAuth tokens of a link as the platform keeps them: one JSON text that only this connector reads.
import { z } from 'zod';
import { BankError, type Credential } from '#domain/connections/bank.ts';
import { after, DAY_MS, SECOND_MS } from '#kernel/clock.ts';

const tokens = z.object({
  v: z.literal(1),
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullable(),
});
export type Tokens = z.infer<typeof tokens>;

interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
  /** Not standardised; several banks send it. */
  refresh_token_expires_in?: unknown;
}

const seconds = z
  .number()
  .positive()
  .max(100 * 366 * 24 * 3600)
  .nullable()
  .catch(null);

/**
 * The credential for a token answer. A bank that sends no new refresh token means the old one to be used again. `idleDays`: the
 * life of an unused refresh token where the bank does not tell it.
 */
export function credentialOf(
  answer: TokenAnswer,
  now: Date,
  idleDays: number | null,
  previous: Tokens | null = null,
): Credential {
  const kept: Tokens = {
    v: 1,
    access_token: answer.access_token,
    refresh_token: answer.refresh_token ?? previous?.refresh_token ?? null,
  };
  const told = seconds.parse(answer.refresh_token_expires_in ?? null);
  const life = told === null ? idleDays && idleDays * DAY_MS : told * SECOND_MS;
  return {
    secret: JSON.stringify(kept),
    access_expires_at: answer.expires_in === undefined ? null : after(now, answer.expires_in * SECOND_MS),
    refresh_expires_at: kept.refresh_token === null || life === null ? null : after(now, life),
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
