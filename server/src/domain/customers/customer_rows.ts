// SQL of customers.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { CustomerId, TestClockId } from '#kernel/id.ts';
import { MAX_CUSTOMERS } from './test_clock.ts';

export type Customer = Row<'customers'>;

/** Also a deleted one; null where the merchant has none of that id in this mode. */
export async function findCustomer(context: Context, id: string): Promise<Customer | null> {
  return (await byId(context, id).executeTakeFirst()) ?? null;
}

/** The same, held until the transaction ends. Rows that refer to him may be written meanwhile: whoever writes them may be waited for. */
export async function lockCustomer(context: Context, id: string): Promise<Customer | null> {
  return (await byId(context, id).forNoKeyUpdate().executeTakeFirst()) ?? null;
}

/** The same, kept from being deleted until the transaction ends; others may go on working with him. */
export async function holdCustomer(context: Context, id: string): Promise<Customer | null> {
  return (await byId(context, id).forShare().executeTakeFirst()) ?? null;
}

function byId({ trx, merchant, livemode }: Context, id: string) {
  return trx
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', id as CustomerId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode);
}

/** The customers on a clock that are not deleted, held until the transaction ends. */
export function customersOnClock({ trx }: Context, clock: TestClockId): Promise<Customer[]> {
  return trx
    .selectFrom('customers')
    .selectAll()
    .where('test_clock', '=', clock)
    .where('deleted_at', 'is', null)
    .orderBy('sequence')
    .limit(MAX_CUSTOMERS)
    .forNoKeyUpdate()
    .execute();
}
