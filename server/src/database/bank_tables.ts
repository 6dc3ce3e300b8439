// The tables of the platform as the banks' client as types: column names and value types exactly as in migrations/.
import type { InstitutionId, MerchantId } from '#kernel/id.ts';
import type { Json } from './json.ts';

export interface BankTables {
  client_keys: {
    kid: string;
    purpose: 'signing' | 'dpop' | 'encryption';
    state: 'next' | 'current' | 'retired';
    public_key: Json<Record<string, unknown>>;
    private_key: Uint8Array;
    created: Date;
    retired_at: Date | null;
  };
  loose_grants: {
    id: string;
    merchant: MerchantId;
    institution: InstitutionId;
    credential: Uint8Array;
    created: Date;
  };
}
