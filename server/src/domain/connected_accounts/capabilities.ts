// What a connected account may ask to do: the names, and what a request makes of them.
import type Stripe from 'stripe';

type Capability = Exclude<keyof Stripe.AccountCreateParams.Capabilities, number | symbol>;

/** As Stripe's parameters name them. */
export const CAPABILITIES = (
  'acss_debit_payments affirm_payments afterpay_clearpay_payments alma_payments amazon_pay_payments app_distribution ' +
  'au_becs_debit_payments automatic_indirect_tax bacs_debit_payments bancontact_payments bank_transfer_payments ' +
  'billie_payments bizum_payments blik_payments boleto_payments card_issuing card_payments cartes_bancaires_payments ' +
  'cashapp_payments crypto_payments eps_payments fpx_payments gb_bank_transfer_payments giropay_payments gopay_payments ' +
  'grabpay_payments id_bank_transfer_payments id_bank_transfer_payments_bca ideal_payments india_international_payments ' +
  'jcb_payments jp_bank_transfer_payments kakao_pay_payments klarna_payments konbini_payments kr_card_payments ' +
  'legacy_payments link_payments mb_way_payments mobilepay_payments multibanco_payments mx_bank_transfer_payments ' +
  'naver_pay_payments nz_bank_account_becs_debit_payments oxxo_payments p24_payments pay_by_bank_payments ' +
  'payco_payments paynow_payments paypal_payments paypay_payments payto_payments pix_payments promptpay_payments ' +
  'qris_payments rechnung_payments revolut_pay_payments samsung_pay_payments satispay_payments scalapay_payments ' +
  'sepa_bank_transfer_payments sepa_debit_payments shopeepay_payments sofort_payments stripe_balance_payments ' +
  'sunbit_payments swish_payments tax_reporting_us_1099_k tax_reporting_us_1099_misc transfers treasury ' +
  'treasury_evolve treasury_fifth_third treasury_goldman_sachs twint_payments upi_payments ' +
  'us_bank_account_ach_payments us_bank_transfer_payments zip_payments'
).split(' ') as Capability[];

export type CapabilityStatus = 'active' | 'inactive';
export type Capabilities = Record<string, CapabilityStatus | 'pending'>;

/** Nobody is verified here, so what is requested is active at once; what is given back is inactive. */
export function requestCapabilities(current: Capabilities, requested: Readonly<Record<string, boolean>>): Capabilities {
  const statuses = Object.entries(requested).map(([name, yes]) => [name, yes ? 'active' : 'inactive'] as const);
  return { ...current, ...Object.fromEntries(statuses) };
}
