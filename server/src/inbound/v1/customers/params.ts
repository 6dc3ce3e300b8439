// The parameters of a customer that create and update share.
import type Stripe from 'stripe';
import type { AddressFields, CustomerFields } from '#domain/customers/customer.ts';
import {
  array,
  emptyable,
  enumeration,
  hash,
  integer,
  metadata,
  type ParamsOf,
  refuseParam,
  text,
} from '#inbound/http/params.ts';

const line = () => emptyable(text({ max: 500 })).optional();

export const address = () =>
  hash({ city: line(), country: line(), line1: line(), line2: line(), postal_code: line(), state: line() });

export const email = () =>
  text({ max: 512 }).superRefine((value, context) => {
    if (value !== '' && !/^[^\s@]+@[^\s@]+$/.test(value)) {
      refuseParam(context, `Invalid email address: ${value.slice(0, 100)}`, 'email_invalid');
    }
  });

const shipping = () => hash({ address: address(), name: text({ max: 500 }), phone: line() });

const customField = () => hash({ name: text({ max: 40 }), value: text({ max: 140 }) });

const invoiceSettings = () =>
  hash({
    custom_fields: emptyable(array(customField(), { max: 4 })).optional(),
    default_payment_method: emptyable(text({ max: 255 })).optional(),
    footer: emptyable(text()).optional(),
    rendering_options: emptyable(
      hash({
        amount_tax_display: emptyable(enumeration(['exclude_tax', 'include_inclusive_tax'])).optional(),
        template: emptyable(text({ max: 255 })).optional(),
      }),
    ).optional(),
  });

/** Spread into a schema; every field is optional. */
export const customerParams = {
  name: emptyable(text({ max: 256 })).optional(),
  email: emptyable(email()).optional(),
  phone: emptyable(text({ max: 32 })).optional(),
  description: emptyable(text()).optional(),
  address: emptyable(address()).optional(),
  shipping: emptyable(shipping()).optional(),
  metadata: metadata().optional(),
  preferred_locales: emptyable(array(text({ max: 35 }), { max: 20 })).optional(),
  tax_exempt: emptyable(enumeration(['none', 'exempt', 'reverse'])).optional(),
  balance: integer().optional(),
  invoice_prefix: text({
    pattern: /^[A-Z0-9]{3,12}$/,
    hint: 'must be 3 to 12 upper-case letters or digits',
  }).optional(),
  next_invoice_sequence: integer({ min: 1 }).optional(),
  invoice_settings: invoiceSettings().optional(),
  business_name: emptyable(text({ max: 150 })).optional(),
  individual_name: emptyable(text({ max: 150 })).optional(),
} satisfies ParamsOf<Stripe.CustomerUpdateParams>;

interface Given extends Omit<CustomerFields, 'address' | 'shipping'> {
  address?: AddressFields | null;
  shipping?: { address: AddressFields; name: string; phone?: string | null } | null;
}

/** Fills the parts of addresses that were not given. */
export function customerFields(params: Given): CustomerFields {
  const { address: given, shipping: ship, ...fields } = params;
  return {
    ...fields,
    ...(given === undefined ? {} : { address: given && wholeAddress(given) }),
    ...(ship === undefined ? {} : { shipping: ship && wholeShipping(ship) }),
  };
}

export function wholeAddress(given: AddressFields): NonNullable<CustomerFields['address']> {
  const { city = null, country = null, line1 = null, line2 = null, postal_code = null, state = null } = given;
  return { city, country, line1, line2, postal_code, state };
}

function wholeShipping(given: NonNullable<Given['shipping']>): NonNullable<CustomerFields['shipping']> {
  return { address: wholeAddress(given.address), name: given.name, phone: given.phone ?? null };
}
