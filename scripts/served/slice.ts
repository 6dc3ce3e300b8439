// What the page of coverage is about: resources of the SDK, the objects they answer with, and where ours are made.
import { readResource } from './sdk.ts';

export interface Part {
  /** As in the SDK's folder of resources. */
  file: string;
  /** As a developer reaches it: `stripe.financialConnections.sessions`. */
  accessor: string;
  title: string;
  /** Interfaces of the SDK and the files of ours that present them. */
  objects: { name: string; files: string[] }[];
  /** Where to look first for a test of an object that no call of its own answers with. */
  near?: string[];
}

const WIRE = 'server/src/wire/';
const OWNERS_TEST = 'test/contract/financial_connections.account_owners.test.ts';

export const PARTS: readonly Part[] = [
  {
    file: 'FinancialConnections/Sessions',
    accessor: 'financialConnections.sessions',
    title: 'financial_connections/sessions',
    objects: [{ name: 'Session', files: [`${WIRE}session.ts`] }],
  },
  {
    file: 'FinancialConnections/Accounts',
    accessor: 'financialConnections.accounts',
    title: 'financial_connections/accounts',
    objects: [{ name: 'Account', files: [`${WIRE}account.ts`, `${WIRE}account_data.ts`] }],
  },
  {
    file: 'FinancialConnections/AccountOwnerships',
    accessor: 'financialConnections.accountOwnerships',
    title: 'financial_connections.account_ownership',
    near: [OWNERS_TEST],
    objects: [{ name: 'AccountOwnership', files: [`${WIRE}account_data.ts`] }],
  },
  {
    file: 'FinancialConnections/AccountOwners',
    accessor: 'financialConnections.accountOwners',
    title: 'financial_connections.account_owner',
    near: [OWNERS_TEST],
    objects: [{ name: 'AccountOwner', files: [`${WIRE}account_data.ts`] }],
  },
  {
    file: 'FinancialConnections/AccountInferredBalances',
    accessor: 'financialConnections.accountInferredBalances',
    title: 'financial_connections.account_inferred_balance',
    near: [OWNERS_TEST],
    objects: [{ name: 'AccountInferredBalance', files: [`${WIRE}account_data.ts`] }],
  },
  {
    file: 'FinancialConnections/Transactions',
    accessor: 'financialConnections.transactions',
    title: 'financial_connections/transactions',
    objects: [{ name: 'Transaction', files: [`${WIRE}account_data.ts`] }],
  },
  {
    file: 'FinancialConnections/Authorizations',
    accessor: 'financialConnections.authorizations',
    title: 'financial_connections/authorizations',
    objects: [{ name: 'Authorization', files: [`${WIRE}authorization.ts`, `${WIRE}account.ts`] }],
  },
  {
    file: 'FinancialConnections/Institutions',
    accessor: 'financialConnections.institutions',
    title: 'financial_connections/institutions',
    objects: [{ name: 'Institution', files: [`${WIRE}institution.ts`] }],
  },
  {
    file: 'SetupIntents',
    accessor: 'setupIntents',
    title: 'setup_intents',
    objects: [{ name: 'SetupIntent', files: [`${WIRE}setup_intent.ts`] }],
  },
  {
    file: 'SetupAttempts',
    accessor: 'setupAttempts',
    title: 'setup_attempts',
    objects: [{ name: 'SetupAttempt', files: [`${WIRE}setup_intent.ts`] }],
  },
  {
    file: 'PaymentMethods',
    accessor: 'paymentMethods',
    title: 'payment_methods',
    objects: [{ name: 'PaymentMethod', files: [`${WIRE}payment_method.ts`] }],
  },
  {
    file: 'Mandates',
    accessor: 'mandates',
    title: 'mandates',
    objects: [{ name: 'Mandate', files: [`${WIRE}mandate.ts`] }],
  },
  {
    file: 'PaymentIntents',
    accessor: 'paymentIntents',
    title: 'payment_intents',
    objects: [{ name: 'PaymentIntent', files: [`${WIRE}payment_intent.ts`] }],
  },
  {
    file: 'Charges',
    accessor: 'charges',
    title: 'charges',
    objects: [{ name: 'Charge', files: [`${WIRE}charge.ts`] }],
  },
  {
    file: 'Accounts',
    accessor: 'accounts',
    title: 'accounts (Connect)',
    objects: [{ name: 'Account', files: [`${WIRE}connected_account.ts`] }],
  },
  {
    file: 'BankAccounts',
    accessor: 'bankAccounts',
    title: 'bank_account',
    objects: [{ name: 'BankAccount', files: [`${WIRE}bank_account.ts`] }],
  },
  {
    file: 'Tokens',
    accessor: 'tokens',
    title: 'tokens',
    objects: [{ name: 'Token', files: [`${WIRE}bank_account.ts`] }],
  },
  {
    file: 'Payouts',
    accessor: 'payouts',
    title: 'payouts',
    objects: [{ name: 'Payout', files: [`${WIRE}payout.ts`] }],
  },
  {
    file: 'Customers',
    accessor: 'customers',
    title: 'customers',
    objects: [{ name: 'Customer', files: [`${WIRE}customer.ts`] }],
  },
  {
    file: 'Events',
    accessor: 'events',
    title: 'events',
    objects: [{ name: 'EventBase', files: [`${WIRE}event.ts`] }],
  },
  {
    file: 'WebhookEndpoints',
    accessor: 'webhookEndpoints',
    title: 'webhook_endpoints',
    objects: [{ name: 'WebhookEndpoint', files: [`${WIRE}webhook_endpoint.ts`] }],
  },
  {
    file: 'TestHelpers/TestClocks',
    accessor: 'testHelpers.testClocks',
    title: 'test_helpers/test_clocks',
    objects: [{ name: 'TestClock', files: [`${WIRE}test_clock.ts`] }],
  },
];

/** Families of events that the slice is about. */
export const EVENT_FAMILIES =
  /^(financial_connections\.|setup_intent\.|payment_intent\.|payment_method\.|mandate\.|charge\.|payout\.|account\.|test_helpers\.test_clock\.|customer\.(created|updated|deleted)$)/;

/** Error codes that the slice may have to answer with, of all that the SDK names. */
export const ERROR_CODES =
  /^(financial_connections_|payment_method_|setup_intent_|setup_attempt_|payment_intent_|intent_|parameter|payouts?_|bank_account_|routing_number_|account_(invalid|closed|number_invalid)$|api_key_expired$|secret_key_required$|resource_missing$|resource_already_exists$|idempotency_key_in_use$|lock_timeout$|rate_limit$|url_invalid$|amount_too_|balance_insufficient$|insufficient_funds$|debit_not_authorized$|no_account$|instant_payouts_unsupported$|processing_error$|status_transition_invalid$|token_|livemode_mismatch$|testmode_charges_only$|charge_|email_invalid$|platform_account_required$|country_unsupported$)/;

/** Enumerations that have a table of their own, or that name every version of the API. */
export const WORDS_ELSEWHERE =
  /\(enabled_events\)|\(api_version\)|^EventBase\.type$|_error\.(code|decline_code|advice_code)$/;

const CREATE = readResource('PaymentMethods').operations.find(({ name }) => name === 'create');
const TYPES = CREATE?.params.find(({ name }) => name === 'type')?.values ?? [];
/** Whole names by which Stripe knows ways to pay that move no money between US bank accounts. */
export const OTHER_METHODS: ReadonlySet<string> = new Set([
  ...TYPES.filter((type) => type !== 'us_bank_account'),
  ...'card_present interac_present ach_credit_transfer ach_debit sepa_credit_transfer stripe_account wechat shared_payment_granted_token'.split(
    ' ',
  ),
  ...'boku_promptpay capchase_pay check_scan click_to_pay demo_pay duitnow dummy_auth_push dummy_passthrough_card edenred gcash getbalance'.split(
    ' ',
  ),
]);

/** Functions of Stripe's browser SDK around bank accounts. */
export const PAGE_FUNCTIONS = [
  'collectFinancialConnectionsAccounts',
  'collectBankAccountToken',
  'collectBankAccountForSetup',
  'collectBankAccountForPayment',
  'confirmUsBankAccountSetup',
  'confirmUsBankAccountPayment',
  'verifyMicrodepositsForSetup',
  'verifyMicrodepositsForPayment',
  'retrieveSetupIntent',
  'retrievePaymentIntent',
];

/** Words and fields whose names stand in our sources for something else. */
export const FALSE_FRIENDS = new RegExp(
  `^(?:${[
    'Account\\.supported_payment_method_types=link',
    '(?:Session|Account|Authorization)\\.account_holder\\.customer_account',
    '(?:SetupIntent\\.last_setup_error|SetupAttempt\\.setup_error|PaymentIntent\\.last_payment_error)\\.(?:charge|network_decline_code|payment_intent|setup_intent|source|type=card_error|type=idempotency_error)',
    '(?:SetupIntent|PaymentIntent)\\.next_action\\.use_stripe_sdk',
    'PaymentIntent\\.amount_details\\.error',
    'PaymentIntent\\.cancellation_reason=(?:expired|failed_invoice|void_invoice)',
    'Account\\.company\\.verification',
    '(?:Account|BankAccount)\\.(?:future_)?requirements\\.disabled_reason=.*',
    'Account\\.controller\\.fees\\.payer=application_express',
    'BankAccount\\.(?:available_payout_methods=instant|account_type=(?:futsu|toza))',
    'PaymentMethod\\.us_bank_account\\.networks\\.supported=us_domestic_wire',
  ].join('|')})$`,
);
