// Whose a payment method is: attached to a customer, who may be debited again and again, and detached for good.
import { json } from '#database/json.ts';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { previousAttributes } from '#domain/events/previous_attributes.ts';
import { recordEvent } from '#domain/events/record.ts';
import type { CustomerId } from '#kernel/id.ts';
import { presentCustomer } from '#wire/customer.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import { FORGOTTEN } from './bank_number.ts';
import { endMandates } from './mandate.ts';
import type { PaymentMethod } from './payment_method.ts';

/** Why a payment method cannot become a customer's. */
export type AttachProblem = 'already_attached' | 'detached' | 'unverified' | 'holder_differs';

/**
 * `customer` must be held and `method` locked. A linked account without a holder may become anybody's, and has none afterwards
 * either; one that has a holder belongs to him alone.
 */
export async function attachPaymentMethod(
  context: Context,
  method: PaymentMethod,
  customer: Row<'customers'>,
): Promise<PaymentMethod | AttachProblem> {
  if (method.customer === customer.id) return method;
  if (method.customer !== null) return 'already_attached';
  if (method.detached_at !== null) return 'detached';
  if (method.verified_at === null) return 'unverified';
  const holder = await holderOf(context, method);
  if (holder !== null && holder !== customer.id) return 'holder_differs';
  const attached = await context.trx
    .updateTable('payment_methods')
    .set({ customer: customer.id, test_clock: customer.test_clock })
    .where('id', '=', method.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordEvent(context, {
    type: 'payment_method.attached',
    object: presentPaymentMethod(attached),
    created: await customerTime(context, attached.test_clock),
  });
  return attached;
}

/** The customer or connected account that the linked account belongs to; null where there is none, or the number was typed in. */
export async function holderOf({ trx }: Context, { account }: Pick<PaymentMethod, 'account'>): Promise<string | null> {
  if (account === null) return null;
  const row = await trx
    .selectFrom('accounts')
    .select(['customer', 'connected_account'])
    .where('id', '=', account)
    .executeTakeFirstOrThrow();
  return row.customer ?? row.connected_account;
}

/** `customer` and `method`, which is attached to him, must be locked. It can be read afterwards and never be used again, so its digits go. */
export async function detachPaymentMethod(
  context: Context,
  method: PaymentMethod,
  customer: Row<'customers'>,
): Promise<PaymentMethod> {
  const now = await customerTime(context, customer.test_clock);
  const detached = await context.trx
    .updateTable('payment_methods')
    .set({ customer: null, detached_at: now, sealed: FORGOTTEN })
    .where('id', '=', method.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordEvent(context, {
    type: 'payment_method.detached',
    object: presentPaymentMethod(detached),
    previous_attributes: { customer: customer.id },
    created: now,
  });
  await endMandates(context, method.id, now);
  if (customer.invoice_settings.default_payment_method === method.id) await forgetDefault(context, customer, now);
  return detached;
}

async function forgetDefault(context: Context, customer: Row<'customers'>, now: Date): Promise<void> {
  const invoice_settings = { ...customer.invoice_settings, default_payment_method: null };
  const changed = await context.trx
    .updateTable('customers')
    .set({ invoice_settings: json(invoice_settings) })
    .where('id', '=', customer.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (customer.deleted_at !== null) return;
  const object = presentCustomer(changed);
  const previous = previousAttributes(presentCustomer(customer), object) ?? {};
  await recordEvent(context, { type: 'customer.updated', object, previous_attributes: previous, created: now });
}

/** More than any customer has. */
const ATTACHED_MAX = 500;

/** The payment methods of a customer who is deleted; his row must be locked. */
export async function detachAll(context: Context, customer: Row<'customers'>): Promise<void> {
  const methods = await context.trx
    .selectFrom('payment_methods')
    .selectAll()
    .where('customer', '=', customer.id)
    .orderBy('id')
    .limit(ATTACHED_MAX)
    .forUpdate()
    .execute();
  // His own row is about to be deleted, so nothing is told of what it says.
  const bare = { ...customer, invoice_settings: {} };
  for (const method of methods) await detachPaymentMethod(context, method, bare);
}

/** Whether a payment method is the customer's, as one that he pays with by default has to be. */
export async function isAttached({ trx }: Context, method: string, customer: CustomerId): Promise<boolean> {
  const row = await trx
    .selectFrom('payment_methods')
    .select('id')
    .where('id', '=', method as PaymentMethod['id'])
    .where('customer', '=', customer)
    .executeTakeFirst();
  return row !== undefined;
}
