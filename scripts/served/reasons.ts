// Why something that the SDK names is not served: the first pattern that fits a thing's key gives its reason.
import { OTHER_METHODS } from './slice.ts';

export interface Reason {
  /** Keys look like `payment_intents.create(hooks)`, `PaymentIntent.status=requires_capture`, `event charge.captured`. */
  of: RegExp;
  because: string;
  /** Said in place of the names where they are many of one kind. */
  as?: string;
}

const OTHER = [...OTHER_METHODS].join('|');

export const REASONS: readonly Reason[] = [
  {
    of: /target_date|transaction_purpose|expected_debit_date/,
    because: 'The desk at the sandbox bank takes a debit at once; ACH purposes are not told to it.',
  },
  { of: /use_stripe_sdk/, because: 'A page that confirms needs no other step of ours than micro-deposits.' },
  { of: /type=(?:card|idempotency)_error/, because: 'Such errors are not kept with an intent.' },
  { of: /us_domestic_wire/, because: 'Wires are not moved.' },
  { of: /cancellation_reason=/, because: 'There are no invoices, and nothing runs out by itself.' },
  { of: /supported_payment_method_types=link/, because: 'Link is a wallet of Stripe.' },
  { of: /charges\.update\(customer\)/, because: 'A charge’s customer is that of its PaymentIntent.' },
  {
    of: new RegExp(`(?:[.(=]|\\[)(?:${OTHER})(?:[\\])]*|_payments)$`),
    because: 'Money moves between US bank accounts only, so `us_bank_account` is the one payment method.',
    as: 'the other payment methods',
  },
  {
    of: /(?:payment_method_types\)?|payment_method_type|next_action)[.=]|\(payment_method_data\[type\]=|setup_future_usage|card_present|payment_method_details\./,
    because: 'Belongs to other payment methods than `us_bank_account`.',
    as: 'what belongs to other payment methods',
  },
  { of: /customer_account/, because: 'Accounts of the second API are not served; a customer is a `cus_…`.' },
  {
    of: /(?:redaction|redacted)/,
    because: 'Redaction of personal data is an API of its own that is not part of this slice.',
  },
  { of: /radar|risk_score|outcome\.rule|review|fraud|highest_risk|elevated/, because: 'There is no scoring of fraud.' },
  {
    of: /on_behalf_of|transfer_data|transfer_group|application_fee|source_transfer|\.transfer$|transfer_purpose/,
    because: 'A payment is between a customer and the account that asks for it; it is not shared between accounts.',
  },
  {
    of: /confirmation_token|payment_method_configuration|excluded_payment_method_types|allowed_payment_method_types/,
    because: 'Chooses among payment methods, of which there is one.',
  },
  {
    of: /attach_to_self|flow_directions/,
    because: 'Is about paying oneself out of a Stripe balance, which is not kept.',
  },
  {
    of: /fx_quote|presentment_details|currency_conversion/,
    because: 'US bank accounts move dollars; nothing is converted.',
  },
  {
    of: /hooks|async_workflows|managed_payments/,
    because: 'Belongs to products of Stripe beside payments: tax calculation, managed payments.',
  },
  {
    of: /amount_details|payment_details|level3|statement_descriptor_(?:kana|kanji|prefix_ka)/,
    because: 'Tells card networks and travel industries more of a purchase; ACH has no place for it.',
  },
  {
    of: /secret_key_confirmation/,
    because: 'Who may confirm is decided by the key: a page with the client secret, or the server.',
  },
  {
    of: /capture_method=manual|requires_capture|amount_capturable|partially_funded|(?:increment|decrement)_authorization|\/capture$|charge\.(?:captured|expired)|_capture_?|capture_|authorization_code|request_incremental/,
    because: 'ACH debits have no authorization that could be captured later.',
  },
  {
    of: /charge\.dispute|disputed|charge_disputed|dispute/,
    because: 'Disputes are not part of the slice: an ACH return is a failure of the payment.',
  },
  { of: /refund/, because: 'Refunds are not part of the slice.' },
  { of: /\/search$/, because: 'Search is a query language of its own; lists can be narrowed.' },
  {
    of: /apply_customer_balance|customer_balance|cash_balance|funding_instructions|balance_transactions/,
    because: 'No balance is kept for customers.',
  },
  {
    of: /amount_details_line_items|trigger_action/,
    because: 'Belongs to other payment methods than `us_bank_account`.',
  },
  {
    of: /^(?:GET|POST|DELETE) \/v1\/customers\/:\w+\/(?:sources|tax_ids|discount)|sources|tax_ids|tax_id_data|\(tax\)|Customer\.tax|\(validate\)|\(source\)|default_source|subscriptions|invoice_credit_balance|invoice_settings|discount/,
    because: 'Belongs to cards, billing and tax; what the slice needs of a customer is served.',
  },
  {
    of: /^(?:GET|POST|DELETE) \/v1\/accounts\/.*(?:persons|capabilities|login_links|reject|unreject)/,
    because: 'Onboarding is not modelled: a connected account may be paid out to as soon as it has a bank account.',
  },
  {
    of: /^(?:accounts \(Connect\)\.|Account\.)/,
    because:
      'Onboarding, verification, other countries and other products are not modelled: what relink, bank accounts and payouts need of a connected account is served.',
  },
  {
    of: /updateExternalAccount\(|tokens\.create\(|Token\.card/,
    because: 'Belongs to cards, persons and documents; a token stands for a bank account.',
  },
  { of: /BankAccount\.customer/, because: 'Bank accounts of customers are payment methods here, not sources.' },
  {
    of: /\(payout_method\)|method=instant|payouts_limit|instant|original_payout|reversed_by|\/payouts\/:\w+\/reverse$|payout_reconciliation|reconciliation/,
    because:
      'Payouts go by ACH, one at a time and as asked for: none is instant, reversed or reconciled with a balance.',
  },
  {
    of: /payment_methods\.create\((?:customer|payment_method)\)/,
    because: 'Clones a payment method for a connected account, or attaches as it is made; `attach` does the latter.',
  },
  { of: /POST \/v1\/charges$/, because: 'Charges are made by PaymentIntents.' },
  {
    of: /latest_active_mandate/,
    because: 'The mandate is on the SetupIntent, and mandates are listed by payment method.',
  },
  {
    of: /request_log_url|advice_code|decline_code|network_advice|network_decline|payment_method_type$|setup_error|payment_error/,
    because: 'Says more of an error only for cards and for Stripe’s Dashboard.',
  },
  { of: /EventBase\.(?:context|reason)/, because: 'Belongs to organizations and to automations of Stripe.' },
  { of: /payment_intents\.update\(mandate_data\)/, because: 'A mandate is agreed to when the payment is confirmed.' },
  {
    of: /error financial_connections_institution_unavailable/,
    because: 'No call of a server waits for a bank; the flow tells the customer on a page of its own.',
  },
  { of: /test_clocks\.create\(customer\)/, because: 'Copies a customer of live mode, which the sandbox has none of.' },
  { of: /event account\.application\./, because: 'Platforms connect accounts by API, not by OAuth.' },
  {
    of: /error (?:account_number_invalid|bank_account_|routing_number)/,
    because: 'Is said with another code, or cannot happen at the sandbox bank.',
  },
  { of: /error parameter_invalid_string/, because: 'An empty text is `parameter_invalid_empty`.' },
  {
    of: /error rate_limit$/,
    because: 'Calls per second are not limited; what is limited, such as e-mails, says so in its own words.',
  },
  {
    of: /error .*(?:authentication_failure|konbini|mobile_wallet|card_network|provider_timeout|customer_decline|payment_attempt|setup_attempt|rate_limit_exceeded)/,
    because: 'Belongs to other payment methods than `us_bank_account`.',
  },
  {
    of: /error (?:balance_insufficient|payouts_not_allowed|charge_exceeds_transaction_limit)/,
    because: 'No balance is kept, and nothing limits what may be asked for or paid out.',
  },
  {
    of: /error .*(?:invalid_parameter|unsupported|incompatible|not_available|unactivated|restricted|resource_already|livemode|testmode|platform_account|billing_details|mandate_invalid|method_missing|already_verified)/,
    because: 'A request that does not fit is 400 with a message and `param`, without this code.',
  },
  {
    of: /error (?:charge_|payment_|setup_|intent_|token_|payouts_|balance_|amount_|country_|livemode|testmode|platform|rate_limit|resource_already|email_invalid|status_transition|no_account)/,
    because: 'The state that it tells of cannot come about here.',
  },
];
