// The table of connected accounts as a type: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type { MerchantId } from '#kernel/id.ts';
import type { Json } from './json.ts';

type Fields = Record<string, unknown>;

export interface ConnectedAccountTable {
  /** Of its row in `merchants`, too. */
  id: MerchantId;
  sequence: Generated<number>;
  platform: MerchantId;
  livemode: boolean;
  type: 'custom' | 'express' | 'none' | 'standard';
  controller: Json<Fields>;
  /** What it is called, from what is known of its business or its person. */
  name: string | null;
  email: string | null;
  country: string;
  default_currency: string;
  business_type: 'company' | 'government_entity' | 'individual' | 'non_profit' | null;
  business_profile: Json<Fields>;
  company: Json<Fields | null>;
  individual: Json<Fields | null>;
  /** Name -> status. */
  capabilities: Json<Record<string, 'active' | 'inactive' | 'pending'>>;
  settings: Json<Fields>;
  tos_acceptance: Json<Fields>;
  metadata: Json<Record<string, string>>;
  created: Date;
  deleted_at: Date | null;
}
