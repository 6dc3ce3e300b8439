// What is known of the life of a grant, and the consents that a link has had, as types: exactly as in migrations/.
import type { Generated } from 'kysely';
import type { AuthorizationId } from '#kernel/id.ts';
import type { Permission } from './schema.ts';

/** Columns of an authorization; all on the customer's time but the loss. */
export interface Life {
  granted_at: Date | null;
  grant_expires_at: Date | null;
  refresh_expires_at: Date | null;
  credential_lost_at: Date | null;
  expected_deactivation_basis: 'announced' | 'policy' | 'refresh_token' | null;
}

export interface ConsentTable {
  authorization_id: AuthorizationId;
  bank_consent: string;
  supersedes: string | null;
  permissions: Permission[];
  granted_at: Date;
  expires_at: Date | null;
  ended_at: Date | null;
  ended_by: string | null;
  /** Real time, where the bank decided it; `ended_at` is the customer's. */
  ended_by_bank_at: Generated<Date | null>;
  /** The bank ended so many within a day that it was its own doing. */
  ended_among_many: Generated<boolean>;
}
