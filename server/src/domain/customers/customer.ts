// Customers: making, changing and deleting them, each with its event.
import type { Insertable, Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { Schema } from '#database/schema.ts';
import { disconnectHolder } from '#domain/connections/disconnect.ts';
import { followHolder } from '#domain/connections/relink_policy_jobs.ts';
import { forgetFailures } from '#domain/connections/relink_policy_retry.ts';
import type { Context } from '#domain/context.ts';
import { previousAttributes } from '#domain/events/previous_attributes.ts';
import { recordEvent } from '#domain/events/record.ts';
import { type Metadata, mergeMetadata } from '#domain/metadata.ts';
import { detachAll } from '#domain/payments/attach.ts';
import { newId } from '#kernel/id.ts';
import { presentCustomer } from '#wire/customer.ts';
import { type Customer, customersOnClock } from './customer_rows.ts';
import { customerTime, MAX_CUSTOMERS, type TestClock } from './test_clock.ts';

/** What a merchant can say about a customer; absent: unchanged, null: unset. */
export interface CustomerFields {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  description?: string | null;
  address?: Address | null;
  shipping?: Shipping | null;
  metadata?: Metadata | null;
  preferred_locales?: string[] | null;
  tax_exempt?: 'none' | 'exempt' | 'reverse' | null;
  balance?: number;
  invoice_prefix?: string;
  next_invoice_sequence?: number;
  invoice_settings?: Record<string, unknown>;
  business_name?: string | null;
  individual_name?: string | null;
}

export type AddressFields = { [Part in keyof Address]?: string | null };
export interface Address {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}
export interface Shipping {
  address: Address;
  name: string;
  phone: string | null;
}

/** Why a customer cannot be written as asked. */
export type CustomerProblem = 'clock_busy' | 'clock_full' | 'too_much_metadata';

// Letters and digits that are not mistaken for one another on an invoice.
const PREFIX_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const PREFIX_LENGTH = 8;

/** `clock`, if any, must be locked: two requests at once must not put four customers on it. */
export async function createCustomer(
  context: Context,
  fields: CustomerFields,
  clock: TestClock | null,
): Promise<Customer | CustomerProblem> {
  const { trx, random, merchant, livemode } = context;
  if (clock !== null) {
    if (clock.status !== 'ready') return 'clock_busy';
    if ((await customersOnClock(context, clock.id)).length >= MAX_CUSTOMERS) return 'clock_full';
  }
  const metadata = mergeMetadata({}, fields.metadata ?? null);
  if (metadata === null) return 'too_much_metadata';
  const created = await customerTime(context, clock?.id ?? null);
  const values: Insertable<Schema['customers']> = {
    id: newId('cus', random),
    merchant: merchant.id,
    livemode,
    name: fields.name ?? null,
    email: fields.email ?? null,
    phone: fields.phone ?? null,
    description: fields.description ?? null,
    address: json(fields.address ?? null),
    shipping: json(fields.shipping ?? null),
    metadata: json(metadata),
    preferred_locales: fields.preferred_locales ?? [],
    tax_exempt: fields.tax_exempt ?? 'none',
    balance: fields.balance ?? 0,
    invoice_prefix: fields.invoice_prefix ?? newPrefix(context),
    next_invoice_sequence: fields.next_invoice_sequence ?? 1,
    invoice_settings: json(fields.invoice_settings ?? {}),
    business_name: fields.business_name ?? null,
    individual_name: fields.individual_name ?? null,
    test_clock: clock?.id ?? null,
    created,
    deleted_at: null,
  };
  const customer = await trx.insertInto('customers').values(values).returningAll().executeTakeFirstOrThrow();
  await recordEvent(context, { type: 'customer.created', object: presentCustomer(customer), created });
  return customer;
}

function newPrefix({ random }: Context): string {
  return [...random(PREFIX_LENGTH)].map((byte) => PREFIX_ALPHABET[byte % PREFIX_ALPHABET.length]).join('');
}

/** `customer` must be locked. An update that changes nothing records no event. */
export async function updateCustomer(
  context: Context,
  customer: Customer,
  fields: CustomerFields,
): Promise<Customer | CustomerProblem> {
  const changes = changesOf(customer, fields);
  if (changes === null) return 'too_much_metadata';
  if (Object.keys(changes).length === 0) return customer;
  const updated = await context.trx
    .updateTable('customers')
    .set(changes)
    .where('id', '=', customer.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const previous = previousAttributes(presentCustomer(customer), presentCustomer(updated));
  if (previous !== null) {
    const created = await customerTime(context, customer.test_clock);
    const object = presentCustomer(updated);
    await recordEvent(context, { type: 'customer.updated', object, previous_attributes: previous, created });
  }
  if (changes.email !== undefined) {
    const holder = { customer: customer.id, connected_account: null };
    await forgetFailures(context, holder);
    await followHolder(context, holder);
  }
  return updated;
}

function changesOf(customer: Customer, fields: CustomerFields): Updateable<Schema['customers']> | null {
  const changes: Updateable<Schema['customers']> = {};
  const plain = [
    'name',
    'email',
    'phone',
    'description',
    'balance',
    'invoice_prefix',
    'next_invoice_sequence',
  ] as const;
  for (const field of [...plain, 'business_name', 'individual_name'] as const) {
    if (fields[field] !== undefined) Object.assign(changes, { [field]: fields[field] });
  }
  if (fields.tax_exempt !== undefined) changes.tax_exempt = fields.tax_exempt ?? 'none';
  if (fields.preferred_locales !== undefined) changes.preferred_locales = fields.preferred_locales ?? [];
  if (fields.address !== undefined) changes.address = json(fields.address);
  if (fields.shipping !== undefined) changes.shipping = json(fields.shipping);
  if (fields.invoice_settings !== undefined) {
    changes.invoice_settings = json({ ...customer.invoice_settings, ...fields.invoice_settings });
  }
  if (fields.metadata !== undefined) {
    const metadata = mergeMetadata(customer.metadata, fields.metadata);
    if (metadata === null) return null;
    changes.metadata = json(metadata);
  }
  return changes;
}

/** Keeps the row, because links and events point to it, but nothing finds it any more. `customer` must be locked. */
export async function deleteCustomer(context: Context, customer: Customer): Promise<void> {
  const now = await customerTime(context, customer.test_clock);
  await disconnectHolder(context, { customer: customer.id, connected_account: null });
  await detachAll(context, customer);
  await context.trx.updateTable('customers').set({ deleted_at: now }).where('id', '=', customer.id).execute();
  await recordEvent(context, { type: 'customer.deleted', object: presentCustomer(customer), created: now });
}
