// Bank accounts for tests of payment methods and intents: typed in, or linked ones written straight into the database in every state.
import { sql } from 'kysely';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { newId } from '../../server/src/kernel/id.ts';
import type { TestApi } from '../api.ts';

const BANK = 'fcinst_Qn1aNn8l07746s';

export interface LinkedAccount {
  customer?: string | null;
  status?: 'active' | 'inactive' | 'disconnected';
  permissions?: string[];
  subcategory?: 'checking' | 'savings' | 'credit_card';
  /** Null: the bank told none. */
  number?: string | null;
  number_status?: 'transactable' | 'deactivated' | 'pending' | 'expired';
}

export async function withBanks(api: TestApi): Promise<TestApi> {
  await api.database.transact((trx) => seedInstitutions(trx));
  return api;
}

/** The id of a new account whose number is sealed as the platform seals it. */
export async function writeAccount(
  { world, merchant, database }: TestApi,
  linked: LinkedAccount = {},
): Promise<string> {
  const { customer = null, status = 'active', permissions = ['payment_method'], subcategory = 'checking' } = linked;
  const { number = '000987654321', number_status = 'transactable' } = linked;
  const account = newId('fca', world.random);
  const authorization = newId('fcauth', world.random);
  const now = world.clock.now();
  const payable = subcategory !== 'credit_card';
  const [cause, action] = status === 'inactive' ? ['access_denied', 'relink_required'] : [null, null];
  const plain = JSON.stringify({ routing_number: '110000000', account_number: number });
  const sealed = world.vault.sealer.seal(plain, {
    ...{ tenant: merchant.id, table: 'account_numbers' },
    ...{ column: 'sealed', row: account },
  });
  await database.transact(async (trx) => {
    await sql`insert into authorizations (id, merchant, livemode, customer, institution, bank_subject, status, created)
      values (${authorization}, ${merchant.id}, false, ${customer}, ${BANK}, ${account}, 'active', ${now})`.execute(
      trx,
    );
    await sql`insert into accounts (id, merchant, livemode, customer, authorization_id, institution, bank_account, display_name,
        last4, category, subcategory, currency, status, inactive_cause, inactive_action, permissions, supported_payment_method_types, created)
      values (${account}, ${merchant.id}, false, ${customer}, ${authorization}, ${BANK}, ${account}, 'Everyday', '6789',
        ${payable ? 'cash' : 'credit'}, ${subcategory}, 'usd', ${status}, ${cause}, ${action}, ${permissions},
        ${payable ? ['us_bank_account'] : []}, ${now})`.execute(trx);
    if (number === null) return;
    await sql`insert into account_numbers (account, identifier_type, status, supported_networks, sealed, updated)
      values (${account}, 'tokenized_account_number', ${number_status}, '{ach}', ${sealed}, ${now})`.execute(trx);
  });
  return account;
}

/** An agreement that a server saw in a browser. */
export const ONLINE = { type: 'online', online: { ip_address: '203.0.113.7', user_agent: 'Browser/1' } } as const;
export const MANDATE = { customer_acceptance: ONLINE };

/** The name of a payment method that is proved and takes every debit. */
export const SUCCESS = 'pm_usBankAccount_success';

export const NUMBER = { routing_number: '110000000', account_number: '000123456789' };
export const TYPED = {
  type: 'us_bank_account',
  us_bank_account: NUMBER,
  billing_details: { name: 'Jenny Rosen' },
} as const;

/** What a payment method of a new linked account is made of. */
export async function linkedData(api: TestApi, account: LinkedAccount = {}) {
  return { ...TYPED, us_bank_account: { financial_connections_account: await writeAccount(api, account) } };
}

/** The types of an object's events, oldest first. */
export async function toldOf(api: TestApi, object: string): Promise<string[]> {
  const { data } = await api.stripe.events.list({ limit: 100 });
  const about = data.filter((event) => (event.data.object as { id?: string }).id === object);
  return about.map(({ type }) => type).toReversed();
}
