// Which fields of which objects `expand[]` can replace by the objects they name.

import { sql } from 'kysely';
import { ownersOf } from '#domain/account_data/ownership.ts';
import { connectedAccountObjects } from '#domain/connected_accounts/connected_account_rows.ts';
import type { Expansions, Resolver } from '#inbound/http/expand.ts';
import type { AccountOwnershipId, CustomerId, InstitutionId, MerchantId, TestClockId } from '#kernel/id.ts';
import { presentOwnership } from '#wire/account_data.ts';
import { presentDeletedConnectedAccount } from '#wire/connected_account.ts';
import { presentCustomer, presentDeletedCustomer } from '#wire/customer.ts';
import { presentInstitution } from '#wire/institution.ts';
import { presentTestClock } from '#wire/test_clock.ts';

import { charges, externalAccounts, paymentIntents } from './money_expansions.ts';
import { mandates, paymentMethods, setupAttempts, setupIntents } from './payment_expansions.ts';

const customers: Resolver = {
  resource: 'customers',
  read: async ({ trx, merchant }, ids) => {
    const rows = await trx
      .selectFrom('customers')
      .selectAll()
      .where('id', 'in', ids as CustomerId[])
      .where('merchant', '=', merchant.id)
      .execute();
    return new Map(
      rows.map((row) => [row.id, row.deleted_at === null ? presentCustomer(row) : presentDeletedCustomer(row.id)]),
    );
  },
};

/** Of deleted ones only their id is left, as everywhere. */
const connectedAccounts: Resolver = {
  resource: 'connected_accounts',
  read: async (context, ids) => {
    const rows = await context.trx
      .selectFrom('connected_accounts')
      .selectAll()
      .where('id', 'in', ids as MerchantId[])
      .where('platform', '=', context.merchant.id)
      .execute();
    const shown = await connectedAccountObjects(context, rows);
    return new Map(
      rows.map((row, index) => [
        row.id,
        row.deleted_at === null ? shown[index]! : presentDeletedConnectedAccount(row.id),
      ]),
    );
  },
};

const institutions: Resolver = {
  resource: 'institutions',
  read: async ({ trx }, ids) => {
    const rows = await trx
      .selectFrom('institutions')
      .selectAll()
      .where('id', 'in', ids as InstitutionId[])
      .execute();
    return new Map(rows.map((row) => [row.id, presentInstitution(row)]));
  },
};

const testClocks: Resolver = {
  resource: 'test_helpers',
  read: async ({ trx, merchant }, ids) => {
    const rows = await trx
      .selectFrom('test_clocks')
      .selectAll()
      .where('id', 'in', ids as TestClockId[])
      .where('merchant', '=', merchant.id)
      .where('deleted_at', 'is', null)
      .execute();
    return new Map(rows.map((row) => [row.id, presentTestClock(row)]));
  },
};

/** Only what the customer allows at this moment. */
const ownerships: Resolver = {
  resource: 'accounts',
  read: async ({ trx, merchant }, ids) => {
    const rows = await trx
      .selectFrom('account_ownerships as o')
      .innerJoin('accounts as a', 'a.id', 'o.account')
      .selectAll('o')
      .where('o.id', 'in', ids as AccountOwnershipId[])
      .where('a.merchant', '=', merchant.id)
      .where('a.status', '<>', 'disconnected')
      .where(sql<boolean>`'ownership' = any(a.permissions)`)
      .execute();
    const shown = rows.map(async (row) => [row.id, presentOwnership(row, await ownersOf(trx, row.id))] as const);
    return new Map(await Promise.all(shown));
  },
};

/** Fields that may be expanded at Stripe and that hold nothing here yet. */
const empty: Resolver = { resource: null, read: async () => new Map() };

export const expansions: Expansions = {
  customer: {
    default_source: empty,
    'invoice_settings.default_payment_method': paymentMethods,
    test_clock: testClocks,
  },
  'financial_connections.account': {
    'account_holder.account': connectedAccounts,
    'account_holder.customer': customers,
    institution: institutions,
    ownership: ownerships,
  },
  'financial_connections.authorization': {
    'account_holder.account': connectedAccounts,
    'account_holder.customer': customers,
    institution: institutions,
  },
  'financial_connections.session': {
    'account_holder.account': connectedAccounts,
    'account_holder.customer': customers,
  },
  mandate: {
    payment_method: paymentMethods,
  },
  bank_account: {
    account: connectedAccounts,
    customer: empty,
  },
  charge: {
    application: empty,
    application_fee: empty,
    balance_transaction: empty,
    customer: customers,
    failure_balance_transaction: empty,
    on_behalf_of: empty,
    payment_intent: paymentIntents,
    'payment_method_details.us_bank_account.mandate': mandates,
    review: empty,
    source_transfer: empty,
  },
  payment_intent: {
    application: empty,
    customer: customers,
    latest_charge: charges,
    on_behalf_of: empty,
    payment_method: paymentMethods,
    review: empty,
    source: empty,
  },
  payment_method: {
    customer: customers,
  },
  payout: {
    application_fee: empty,
    balance_transaction: empty,
    destination: externalAccounts,
    failure_balance_transaction: empty,
    original_payout: empty,
    reversed_by: empty,
  },
  setup_attempt: {
    customer: customers,
    payment_method: paymentMethods,
    setup_intent: setupIntents,
    application: empty,
    on_behalf_of: empty,
  },
  setup_intent: {
    customer: customers,
    latest_attempt: setupAttempts,
    mandate: mandates,
    payment_method: paymentMethods,
    single_use_mandate: mandates,
    application: empty,
    on_behalf_of: empty,
  },
};
