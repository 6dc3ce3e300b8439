// The tables of operators' sign-ins as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type { PasskeyId, SignInId } from '#kernel/id.ts';

export interface SignInTable {
  id: SignInId;
  sequence: Generated<number>;
  /** Lower case. */
  email: string;
  token_hash: Uint8Array;
  user_agent: string | null;
  created: Date;
  last_used_at: Date;
  expires_at: Date;
}

export interface SignInLinkTable {
  token_hash: Uint8Array;
  kind: 'sign_in' | 'invitation' | 'start';
  email: string;
  created: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface PasskeyTable {
  id: PasskeyId;
  sequence: Generated<number>;
  email: string;
  credential_id: string;
  public_key: Uint8Array;
  counter: number;
  transports: string[];
  name: string | null;
  created: Date;
  last_used_at: Date | null;
}

export interface PasskeyChallengeTable {
  hash: Uint8Array;
  /** Who adds a passkey; null for a sign-in. */
  email: string | null;
  expires_at: Date;
}
