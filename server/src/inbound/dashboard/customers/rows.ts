// Customers as the Dashboard shows them.
import { sql } from 'kysely';
import type { Context } from '#domain/context.ts';
import type { Customer } from '#domain/customers/customer_rows.ts';
import { confirmedEmails } from '#domain/merchants/member_rows.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { AccountId, CustomerId } from '#kernel/id.ts';
import { presentCustomer } from '#wire/customer.ts';
import type { CustomerDetail, CustomerRow } from '#wire/dashboard_objects.ts';
import { accountRows } from '../accounts/rows.ts';
import type { DashboardContext } from '../call.ts';
import { eventRowsOf } from '../events/rows.ts';

const ACCOUNTS_MAX = 200;
const EVENTS_MAX = 20;

export async function customerRows(context: Context, customers: readonly Customer[]): Promise<CustomerRow[]> {
  const ids = customers.map((customer) => customer.id);
  const counts = await context.trx
    .selectFrom('accounts')
    .select(['customer', sql<number>`count(*)::int`.as('count')])
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .where('customer', '=', sql<CustomerId>`any(${ids}::text[])`)
    .where('status', '<>', 'disconnected')
    .groupBy('customer')
    .execute();
  return customers.map(({ id, name, email, created }) => ({
    id,
    name,
    email,
    accounts: counts.find((row) => row.customer === id)?.count ?? 0,
    created: unixSeconds(created),
  }));
}

export async function customerDetail(context: DashboardContext, customer: Customer): Promise<CustomerDetail> {
  const [row] = await customerRows(context, [customer]);
  const { phone, preferred_locales, test_clock } = customer;
  const accounts = await accountsOf(context, customer);
  return {
    customer: { ...row!, phone, preferred_locales, test_clock },
    accounts: await accountRows(context, accounts),
    email_reachable: await isReachable(context, customer.email),
    events: await eventRowsOf(context, [customer.id], EVENTS_MAX),
    raw: { ...presentCustomer(customer) },
  };
}

async function accountsOf({ trx, merchant, livemode }: Context, { id }: Customer): Promise<AccountId[]> {
  const rows = await trx
    .selectFrom('accounts')
    .select('id')
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('customer', '=', id)
    .orderBy('sequence', 'desc')
    .limit(ACCOUNTS_MAX)
    .execute();
  return rows.map((row) => row.id);
}

/** The sandbox writes to confirmed members only. */
export async function isReachable(context: Context, email: string | null): Promise<boolean> {
  if (email === null) return false;
  return context.livemode || (await confirmedEmails(context)).has(email.toLowerCase());
}
