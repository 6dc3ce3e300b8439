// Links written straight into the database, thousands at a time, where linking each through a bank would take too long.
import { sql } from 'kysely';
import type { Transaction } from '../server/src/database/schema.ts';
import type { MerchantId } from '../server/src/kernel/id.ts';

/** The address that a sandbox's first member has. */
export const OWNER_EMAIL = 'owner@example.com';
const BANK = 'fcinst_Qn1aNn8l07746s';
const DAY_MS = 86_400_000;

interface Kind {
  email: string | null;
  holder: boolean;
  status: 'active' | 'inactive' | 'disconnected';
  cause: string | null;
  action: 'none' | 'relink_required' | null;
  /** Days until a tokenized number ends; null: none. */
  number_days: number | null;
  asked: boolean;
}

const BROKEN: Kind = {
  email: OWNER_EMAIL,
  holder: true,
  status: 'inactive',
  cause: 'access_denied',
  action: 'relink_required',
  number_days: null,
  asked: false,
};
const HEALTHY: Kind = { ...BROKEN, status: 'active', cause: null, action: null };

/** Each as the eligibility rule sees it, the eligible ones first. */
export const KINDS = {
  broken: BROKEN,
  expiring: { ...HEALTHY, number_days: 20 },
  disconnected: { ...HEALTHY, status: 'disconnected' },
  cannot_be_repaired: { ...BROKEN, cause: 'account_closed', action: 'none' },
  needs_no_relink: HEALTHY,
  no_holder: { ...BROKEN, holder: false },
  no_email: { ...BROKEN, email: null },
  email_not_confirmed: { ...BROKEN, email: 'jenny@example.org' },
  asked_recently: { ...BROKEN, asked: true },
} satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export interface NewLinks {
  merchant: MerchantId;
  kind: KindName;
  count: number;
  /** The number that ids begin with; 1 unless told. */
  from?: number;
  now: Date;
}

/** Customer, authorization and account of each; ids tell the kind and a number. Institutions have to be there. */
export async function writeLinks(
  trx: Transaction,
  { merchant, kind: name, count, from = 1, now }: NewLinks,
): Promise<void> {
  const { email, holder, status, cause, action, number_days, asked } = KINDS[name];
  const series = sql`generate_series(${from}::int, ${from + count - 1}::int) as i`;
  const id = (prefix: string) => sql`${`${prefix}_${name}`} || lpad(i::text, 8, '0')`;
  const customer = holder ? id('cus') : sql`null`;
  if (holder) {
    await sql`insert into customers (id, merchant, livemode, name, email, invoice_prefix, created)
      select ${id('cus')}, ${merchant}, false, ${`Customer ${name} `} || i, ${email}, 'LINK', ${now}::timestamptz from ${series}`.execute(
      trx,
    );
  }
  const authorization = status === 'active' || status === 'disconnected' ? sql`null, null` : sql`${cause}, ${action}`;
  await sql`insert into authorizations (id, merchant, livemode, customer, institution, bank_subject, status, inactive_cause, inactive_action, created)
    select ${id('fcauth')}, ${merchant}, false, ${customer}, ${BANK}, ${name} || i, ${status}, ${authorization}, ${now}::timestamptz from ${series}`.execute(
    trx,
  );
  await sql`insert into accounts (id, merchant, livemode, customer, authorization_id, institution, bank_account, display_name, last4,
      category, subcategory, currency, status, inactive_cause, inactive_action, permissions, supported_payment_method_types, created, relink_asked_at)
    select ${id('fca')}, ${merchant}, false, ${customer}, ${id('fcauth')}, ${BANK}, ${name} || i, 'Everyday Checking', lpad((i % 10000)::text, 4, '0'),
      'cash', 'checking', 'usd', ${status}, ${cause}, ${action}, '{payment_method,balances}', '{us_bank_account}', ${now}::timestamptz,
      ${asked ? now : null}::timestamptz from ${series}`.execute(trx);
  if (number_days === null) return;
  const end = new Date(now.getTime() + number_days * DAY_MS);
  await sql`insert into account_numbers (account, identifier_type, status, expected_expiry_at, supported_networks, updated)
    select ${id('fca')}, 'tokenized_account_number', 'transactable', ${end}::timestamptz, '{ach}', ${now}::timestamptz from ${series}`.execute(
    trx,
  );
}
