// How a customer looks on the wire.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { CustomerId } from '#kernel/id.ts';

export type CustomerObject = Omit<Stripe.Customer, 'lastResponse'>;
export type DeletedCustomerObject = Omit<Stripe.DeletedCustomer, 'lastResponse'>;

/** Invoices, subscriptions and sources are not part of this platform, so what they would fill is null. */
export function presentCustomer(customer: Row<'customers'>): CustomerObject {
  return {
    id: customer.id,
    object: 'customer',
    address: customer.address as CustomerObject['address'],
    balance: customer.balance,
    ...(customer.business_name === null ? {} : { business_name: customer.business_name }),
    created: unixSeconds(customer.created),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: customer.description,
    discount: null,
    email: customer.email,
    ...(customer.individual_name === null ? {} : { individual_name: customer.individual_name }),
    invoice_prefix: customer.invoice_prefix,
    invoice_settings: presentInvoiceSettings(customer.invoice_settings),
    livemode: customer.livemode,
    metadata: customer.metadata,
    name: customer.name,
    next_invoice_sequence: customer.next_invoice_sequence,
    phone: customer.phone,
    preferred_locales: customer.preferred_locales,
    shipping: customer.shipping as CustomerObject['shipping'],
    tax_exempt: customer.tax_exempt,
    test_clock: customer.test_clock,
  };
}

function presentInvoiceSettings(settings: Record<string, unknown>): CustomerObject['invoice_settings'] {
  const known = settings as Partial<CustomerObject['invoice_settings']>;
  return {
    custom_fields: known.custom_fields ?? null,
    default_payment_method: known.default_payment_method ?? null,
    footer: known.footer ?? null,
    rendering_options: known.rendering_options ?? null,
  };
}

export function presentDeletedCustomer(id: CustomerId): DeletedCustomerObject {
  return { id, object: 'customer', deleted: true };
}
