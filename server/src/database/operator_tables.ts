// The tables of operators' sign-ins as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type { MerchantId, PasskeyId, SignInId } from '#kernel/id.ts';

export interface SignInTable {
  id: SignInId;
  sequence: Generated<number>;
  /** Lower case. */
  email: string;
  /** The only one that it opens; null: every one that the person works for. */
  merchant: MerchantId | null;
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
  merchant: MerchantId | null;
  /** It opens that merchant only. */
  bound: boolean;
  created: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface PasskeyTable {
  id: PasskeyId;
  sequence: Generated<number>;
  email: string;
  /** As the sign-in had it that the passkey was added by. */
  merchant: MerchantId | null;
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
  /** Who was asked to sign it, to add a passkey; null: signed at a sign-in, so it is used up. */
  email: string | null;
  expires_at: Date;
}
