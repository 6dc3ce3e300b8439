// Tables of secrets: the keys that seal them and the log of what was done with them.
import type { Generated } from 'kysely';
import type { AccountId, AuthorizationId, InstitutionId, MerchantId } from '#kernel/id.ts';
import type { Json } from './json.ts';

interface InstallationTable {
  id: number;
  /** A constant, sealed. */
  canary: Uint8Array;
  created: Date;
  /** Sealed; null until a process with this version has started. */
  fingerprint_key: Uint8Array | null;
}

interface EncryptionKeyTable {
  number: number;
  /** Which master key wraps it. */
  master: string;
  wrapped: Uint8Array;
  created: Date;
  active_from: Date;
  retired_at: Date | null;
}

interface AuditEntryTable {
  sequence: Generated<number>;
  /** Real time. */
  at: Date;
  merchant: MerchantId;
  livemode: boolean;
  action: string;
  actor: string;
  institution: InstitutionId | null;
  authorization_id: AuthorizationId | null;
  account: AccountId | null;
  interaction: string | null;
  detail: Json<Record<string, string | number | boolean | null | undefined>>;
}

export interface SecretTables {
  installation: InstallationTable;
  encryption_keys: EncryptionKeyTable;
  audit_entries: AuditEntryTable;
}
