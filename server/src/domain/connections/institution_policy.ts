// How a bank behaves over time, as its row tells it; what the row leaves out is the usual. Pure.
import { z } from 'zod';

const days = z.number().int().positive().nullable().default(null);
const moment = z.iso.datetime({ offset: true });

export const institutionPolicy = z.strictObject({
  /** The customer chooses accounts on the bank's own page, so ours may be skipped. */
  bank_hosted_selection: z.boolean().default(false),
  /** Milliseconds after which to look again after a consent was granted, because this bank is known to end links soon; null: only the daily check. */
  first_check_after: z.number().int().nonnegative().nullable().default(null),
  /** Whether a refresh replaces the refresh token: `strict` at once, `grace` with the old one good for a little longer. */
  rotation: z.enum(['never', 'strict', 'grace']).default('never'),
  /** How long this bank's consents last, whether it announces that or not; null: no end is known. */
  consent_days: days,
  /**
   * What the bank has announced otherwise than in its consent records: grants from before one moment open nothing from another on,
   * until the customer has signed in anew (a migration, new terms); null: nothing.
   */
  sign_in_required: z.strictObject({ from: moment, of_grants_before: moment }).nullable().default(null),
  /** A refresh token that nobody uses for this long dies; null: it does not, or nothing is known. */
  refresh_idle_days: days,
  numbers: z
    .strictObject({
      /** What ends a number: a new consent brings a new one, only a revocation ends it, or it survives everything. */
      replaced_by: z.enum(['consent', 'revocation', 'nothing']),
      /** Where the end of a tokenized number comes from: the bank tells it, it ends with its consent, or it has none. */
      expiry_basis: z.enum(['institution', 'consent', 'none']),
    })
    .default({ replaced_by: 'consent', expiry_basis: 'institution' }),
  /** Consent records can be read and ended on the platform's own behalf. */
  consent_api: z.boolean().default(true),
  notifications: z.enum(['none', 'unsigned', 'signed']).default('none'),
  /** `one_per_customer`: a new grant of a customer ends his old one. */
  grants: z.enum(['many', 'one_per_customer']).default('many'),
  /** How long an account may be restricted before its link counts as broken. */
  restricted_days: z.number().int().positive().default(7),
});

/** Durations are of the customer's time. */
export type InstitutionPolicy = z.infer<typeof institutionPolicy>;
