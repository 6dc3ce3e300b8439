// Rows in FDX's shapes. Field names and enums are FDX's; `fiAttributes` carries the one thing FDX has no field for.
import type { Owner } from '#data/account_sets.ts';
import type { Standing } from '#ledger/balance.ts';
import { type Entry, type EntryStatus, type PendingIds, statusOf, toldIds } from '#ledger/entry.ts';
import { clustersOf } from '#oauth/scopes.ts';
import type { Account } from '#store/accounts.ts';
import type { ToldStatus } from '#store/conditions.ts';
import type { Consent, ConsentAccount } from '#store/consents.ts';
import type { AccountNumber } from '#store/numbers.ts';
import type { Person } from '#store/people.ts';

const DAY_MS = 86_400_000;

/** RFC 3339. */
export function timestamp(at: number): string {
  return new Date(at).toISOString();
}

/** The account descriptor: what the list shows. */
export function descriptor(
  account: Account,
  status: ToldStatus,
  number: AccountNumber | null,
): Record<string, unknown> {
  const expiry = number?.expires_at ?? null;
  return {
    accountId: account.account_id,
    accountCategory: account.facts.category,
    accountType: account.account_type,
    accountNumberDisplay: `****${account.last4}`,
    productName: account.display_name,
    status,
    currency: { currencyCode: 'USD' },
    ...(expiry === null ? {} : { fiAttributes: [expiryAttribute(expiry)] }),
  };
}

/** The whole account: the descriptor with its balances at the reader's time. */
export function detailed(
  descriptor: Record<string, unknown>,
  account: Account,
  standing: Standing,
  at: number,
): Record<string, unknown> {
  return { ...descriptor, ...balances(account, standing), balanceAsOf: timestamp(at) };
}

function balances(account: Account, { current, available, line }: Standing): Record<string, number> {
  const rest = (name: string, amount: number | null) => (amount === null ? {} : { [name]: money(amount) });
  switch (account.facts.category) {
    case 'DEPOSIT_ACCOUNT':
      return { currentBalance: money(current), ...rest('availableBalance', available) };
    case 'LOC_ACCOUNT':
      return { currentBalance: money(current), ...rest('availableCredit', available), ...rest('creditLine', line) };
    case 'LOAN_ACCOUNT':
      return { principalBalance: money(current) };
    case 'INVESTMENT_ACCOUNT':
      return { currentValue: money(current), ...rest('availableCashBalance', available) };
  }
}

/** Whole cents as FDX's number of dollars: the nearest double, which is written with its two decimals again. */
function money(cents: number): number {
  return cents / 100;
}

const FDX_STATUS: Readonly<Record<EntryStatus, 'PENDING' | 'POSTED'>> = {
  pending: 'PENDING',
  posted: 'POSTED',
  void: 'PENDING',
};

/** A transaction. FDX has no word for one that was voided, so that rides in `fiAttributes`. */
export function transaction(
  account: Account,
  entry: Entry,
  at: number,
  pendingIds: PendingIds,
): Record<string, unknown> {
  const status = statusOf(entry, at);
  const { id, replaces } = toldIds(entry, at, pendingIds);
  return {
    accountCategory: account.facts.category,
    transactionId: id,
    ...(replaces === null ? {} : { referenceTransactionId: replaces }),
    status: FDX_STATUS[status],
    amount: money(Math.abs(entry.amount)),
    debitCreditMemo: entry.amount < 0 ? 'DEBIT' : 'CREDIT',
    description: entry.description,
    transactionTimestamp: timestamp(entry.transacted_at),
    ...(status === 'posted' ? { postedTimestamp: timestamp(entry.settles_at!) } : {}),
    ...(status === 'void' ? { fiAttributes: [{ name: 'transactionStatus', value: 'VOID' }] } : {}),
  };
}

/** One rail of an account's number. */
export function paymentNetwork(number: AccountNumber): Record<string, unknown> {
  return {
    bankId: number.bankId,
    identifier: number.identifier,
    identifierType: number.identifierType,
    type: 'US_ACH',
    transferIn: number.usable,
    transferOut: number.usable,
    ...(number.identifierType === 'TOKENIZED_ACCOUNT_NUMBER' ? { fiAttributes: tokenAttributes(number) } : {}),
  };
}

/** What FDX has no field for: a token's status and its end. */
function tokenAttributes(number: AccountNumber): Array<{ name: string; value: string }> {
  const status = { name: 'tokenizedAccountNumberStatus', value: number.status };
  return number.expires_at === null ? [status] : [status, expiryAttribute(number.expires_at)];
}

function expiryAttribute(at: number): { name: string; value: string } {
  return { name: 'tokenizedAccountNumberExpiration', value: timestamp(at) };
}

/** Owners and how to reach them. */
export function contact(owners: readonly Owner[]): Record<string, unknown> {
  return {
    holders: owners.map((owner) => ({
      relationship: owner.relationship,
      ...(owner.business
        ? { businessCustomer: { name: owner.business } }
        : { name: { first: owner.first, last: owner.last } }),
      ...(owner.email ? { email: [owner.email] } : {}),
      addresses: addressesOf(owner),
      telephones: telephonesOf(owner),
    })),
    emails: owners.flatMap((owner) => owner.email ?? []),
    addresses: owners.flatMap(addressesOf),
    telephones: owners.flatMap(telephonesOf),
  };
}

/** FDX has no field for the name that somebody signs in with. */
export function customer({ subject, user }: Person): Record<string, unknown> {
  return { customerId: subject, fiAttributes: [{ name: 'userName', value: user }] };
}

function addressesOf({ address }: Owner): Record<string, unknown>[] {
  return address ? [addressOf(address)] : [];
}

function telephonesOf({ telephone }: Owner): Record<string, unknown>[] {
  return telephone ? [{ type: 'HOME', country: '1', number: telephone }] : [];
}

function addressOf(address: NonNullable<Owner['address']>): Record<string, unknown> {
  const { line1, city, region, postal_code } = address;
  return { line1, city, region, postalCode: postal_code, country: 'US', type: 'HOME' };
}

/** What there is to a consent besides its own row. */
export interface ConsentFacts {
  accounts: readonly ConsentAccount[];
  bank: string;
  /** The consent that took its place, or null: FDX has no word for that. */
  superseded_by: string | null;
  /** From when on it opens nothing until the customer has signed in anew, as announced, or null: FDX has no word for that either. */
  sign_in_from: number | null;
  /** How many days back it shows; null: all. */
  lookback: number | null;
}

/** The consent record. Its end is told only where it was announced. */
export function consentGrant(
  consent: Consent,
  { accounts, bank, superseded_by, sign_in_from, lookback }: ConsentFacts,
): Record<string, unknown> {
  const announced = consent.end_announced === 1 && consent.ends_at !== null;
  const dataClusters = clustersOf(consent.scope);
  const attributes = [
    ...(superseded_by === null ? [] : [{ name: 'supersededBy', value: superseded_by }]),
    ...(sign_in_from === null ? [] : [{ name: 'reauthenticationRequiredFrom', value: timestamp(sign_in_from) }]),
  ];
  return {
    id: consent.consent_id,
    status: consent.status,
    parties: [
      { name: bank, type: 'DATA_PROVIDER' },
      { name: consent.client_id, type: 'DATA_RECIPIENT' },
    ],
    createdTime: timestamp(consent.created),
    updatedTime: timestamp(consent.updated),
    ...(announced ? { expirationTime: timestamp(consent.ends_at!) } : {}),
    durationType: announced ? 'TIME_BOUND' : 'PERSISTENT',
    ...(announced ? { durationPeriod: Math.round((consent.ends_at! - consent.created) / DAY_MS) } : {}),
    ...(lookback === null ? {} : { lookbackPeriod: lookback }),
    resources: accounts
      .filter((entry) => !entry.stopped)
      .map((entry) => ({ resourceType: 'ACCOUNT', resourceId: entry.account_id, dataClusters })),
    ...(consent.revocation_initiator
      ? { reason: consent.revocation_reason, initiator: consent.revocation_initiator }
      : {}),
    ...(attributes.length === 0 ? {} : { fiAttributes: attributes }),
  };
}
