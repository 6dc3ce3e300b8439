// Numbers that somebody typed in, or that a sandbox knows by name: which bank they are of, and whether they are proved.
import { sql } from 'kysely';
import type { Context } from '#domain/context.ts';
import {
  type BankNumber,
  MICRODEPOSITS_FAIL,
  TEST_BANK_NAME,
  TEST_PAYMENT_METHODS,
  TEST_ROUTING_NUMBER,
} from './bank_number.ts';
import type { NewPaymentMethod } from './payment_method.ts';

type Typed = Pick<NewPaymentMethod, 'number' | 'bank_name' | 'account' | 'verified'>;

/** Unproved: anybody can know a number. */
export async function typedNumber(context: Context, number: BankNumber): Promise<Typed> {
  const bank_name = await bankOf(context, number.routing_number);
  return { number, bank_name, account: null, verified: false };
}

async function bankOf({ trx, livemode }: Context, routing_number: string): Promise<string | null> {
  if (routing_number === TEST_ROUTING_NUMBER && !livemode) return TEST_BANK_NAME;
  const row = await trx
    .selectFrom('institutions')
    .select('name')
    .where('livemode', '=', livemode)
    .where(sql<boolean>`${routing_number} = any(routing_numbers)`)
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst();
  return row?.name ?? null;
}

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

/** `pm_usBankAccount_success` and the like stand for a new payment method each time; null for every other id and in live mode. */
export function testPaymentMethod({ livemode }: Context, id: string): NewPaymentMethod | null {
  const account_number = new Map(Object.entries(TEST_PAYMENT_METHODS)).get(id);
  if (account_number === undefined || livemode) return null;
  return {
    number: { routing_number: TEST_ROUTING_NUMBER, account_number },
    bank_name: TEST_BANK_NAME,
    account: null,
    verified: account_number !== MICRODEPOSITS_FAIL,
    account_holder_type: 'individual',
    account_type: 'checking',
    billing_details: { address: NO_ADDRESS, email: null, name: 'Test Customer', phone: null, tax_id: null },
    allow_redisplay: 'unspecified',
    metadata: {},
  };
}
