// How bank accounts for payouts look on the wire: on a token, and as a connected account's external account.
import type Stripe from 'stripe';
import type { BankAccountColumns } from '#database/payout_tables.ts';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';

export type BankAccountObject = Omit<Stripe.BankAccount, 'lastResponse'>;
export type DeletedBankAccountObject = Omit<Stripe.DeletedBankAccount, 'lastResponse'>;
export type TokenObject = Omit<Stripe.Token, 'lastResponse'>;

/** The digits of the account are on no object; `last4` and the routing number are all that is shown. */
export function presentExternalAccount(external: Row<'external_accounts'>): BankAccountObject {
  return {
    ...presentDetails(external, external.id),
    account: external.merchant,
    available_payout_methods: ['standard'],
    default_for_currency: external.default_for_currency,
    future_requirements: NO_REQUIREMENTS,
    metadata: external.metadata,
    requirements: NO_REQUIREMENTS,
    status: external.status,
  };
}

export function presentDeletedExternalAccount({ id, currency }: Row<'external_accounts'>): DeletedBankAccountObject {
  return { id, object: 'bank_account', currency, deleted: true };
}

export function presentBankToken(token: Row<'bank_tokens'>): TokenObject {
  return {
    id: token.id,
    object: 'token',
    bank_account: { ...presentDetails(token, token.bank_account), status: 'new' },
    client_ip: token.client_ip,
    created: unixSeconds(token.created),
    livemode: token.livemode,
    type: 'bank_account',
    used: token.used_at !== null,
  };
}

function presentDetails(columns: BankAccountColumns, id: string) {
  const { account_holder_name, account_holder_type, account_type, bank_name, country, currency } = columns;
  return {
    id,
    object: 'bank_account' as const,
    account_holder_name,
    account_holder_type,
    account_type,
    bank_name,
    country,
    currency,
    fingerprint: columns.fingerprint,
    last4: columns.last4,
    routing_number: columns.routing_number,
  };
}

const NO_REQUIREMENTS = { currently_due: [], errors: [], past_due: [], pending_verification: [] };
