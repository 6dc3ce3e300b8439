// The table of every endpoint below /v1.
import type { Endpoint } from '#inbound/http/endpoint.ts';
import { retrieveCurrent as retrieveCurrentAccount } from './account/retrieve.ts';
import { create as createConnectedAccount } from './accounts/create.ts';
import { del as deleteConnectedAccount } from './accounts/del.ts';
import { create as createExternalAccount } from './accounts/external_accounts/create.ts';
import { del as deleteExternalAccount } from './accounts/external_accounts/del.ts';
import { list as listExternalAccounts } from './accounts/external_accounts/list.ts';
import { retrieve as retrieveExternalAccount } from './accounts/external_accounts/retrieve.ts';
import { update as updateExternalAccount } from './accounts/external_accounts/update.ts';
import { list as listConnectedAccounts } from './accounts/list.ts';
import { retrieve as retrieveConnectedAccount } from './accounts/retrieve.ts';
import { update as updateConnectedAccount } from './accounts/update.ts';
import { list as listCharges } from './charges/list.ts';
import { retrieve as retrieveCharge } from './charges/retrieve.ts';
import { update as updateCharge } from './charges/update.ts';
import { create as createCustomer } from './customers/create.ts';
import { del as deleteCustomer } from './customers/del.ts';
import { list as listCustomers } from './customers/list.ts';
import { list as listCustomersPaymentMethods } from './customers/payment_methods/list.ts';
import { retrieve as retrieveCustomersPaymentMethod } from './customers/payment_methods/retrieve.ts';
import { retrieve as retrieveCustomer } from './customers/retrieve.ts';
import { update as updateCustomer } from './customers/update.ts';
import { list as listEvents } from './events/list.ts';
import { retrieve as retrieveEvent } from './events/retrieve.ts';
import { retry as retryEvent } from './events/retry.ts';
import { disconnect as disconnectAccount } from './financial_connections/accounts/disconnect.ts';
import { list as listAccounts } from './financial_connections/accounts/list.ts';
import { listInferredBalances } from './financial_connections/accounts/list_inferred_balances.ts';
import { listOwners } from './financial_connections/accounts/list_owners.ts';
import { refresh as refreshAccount } from './financial_connections/accounts/refresh.ts';
import { retrieve as retrieveAccount } from './financial_connections/accounts/retrieve.ts';
import { subscribe as subscribeToAccount } from './financial_connections/accounts/subscribe.ts';
import { unsubscribe as unsubscribeFromAccount } from './financial_connections/accounts/unsubscribe.ts';
import { retrieve as retrieveAuthorization } from './financial_connections/authorizations/retrieve.ts';
import { list as listInstitutions } from './financial_connections/institutions/list.ts';
import { retrieve as retrieveInstitution } from './financial_connections/institutions/retrieve.ts';
import { create as createSession } from './financial_connections/sessions/create.ts';
import { retrieve as retrieveSession } from './financial_connections/sessions/retrieve.ts';
import { list as listTransactions } from './financial_connections/transactions/list.ts';
import { retrieve as retrieveTransaction } from './financial_connections/transactions/retrieve.ts';
import { list as listMandates } from './mandates/list.ts';
import { retrieve as retrieveMandate } from './mandates/retrieve.ts';
import { cancel as cancelPaymentIntent } from './payment_intents/cancel.ts';
import { confirm as confirmPaymentIntent } from './payment_intents/confirm.ts';
import { create as createPaymentIntent } from './payment_intents/create.ts';
import { create as collectForPaymentIntent } from './payment_intents/link_account_sessions/create.ts';
import { list as listPaymentIntents } from './payment_intents/list.ts';
import { retrieve as retrievePaymentIntent } from './payment_intents/retrieve.ts';
import { update as updatePaymentIntent } from './payment_intents/update.ts';
import { verifyMicrodeposits as verifyPaymentIntent } from './payment_intents/verify_microdeposits.ts';
import { attach as attachPaymentMethod } from './payment_methods/attach.ts';
import { create as createPaymentMethod } from './payment_methods/create.ts';
import { detach as detachPaymentMethod } from './payment_methods/detach.ts';
import { list as listPaymentMethods } from './payment_methods/list.ts';
import { retrieve as retrievePaymentMethod } from './payment_methods/retrieve.ts';
import { update as updatePaymentMethod } from './payment_methods/update.ts';
import { cancel as cancelPayout } from './payouts/cancel.ts';
import { create as createPayout } from './payouts/create.ts';
import { list as listPayouts } from './payouts/list.ts';
import { retrieve as retrievePayout } from './payouts/retrieve.ts';
import { update as updatePayout } from './payouts/update.ts';
import { list as listSetupAttempts } from './setup_attempts/list.ts';
import { cancel as cancelSetupIntent } from './setup_intents/cancel.ts';
import { confirm as confirmSetupIntent } from './setup_intents/confirm.ts';
import { create as createSetupIntent } from './setup_intents/create.ts';
import { create as collectForSetupIntent } from './setup_intents/link_account_sessions/create.ts';
import { list as listSetupIntents } from './setup_intents/list.ts';
import { retrieve as retrieveSetupIntent } from './setup_intents/retrieve.ts';
import { update as updateSetupIntent } from './setup_intents/update.ts';
import { verifyMicrodeposits as verifySetupIntent } from './setup_intents/verify_microdeposits.ts';
import { create as createCliSession } from './stripecli/sessions/create.ts';
import { simulate as simulateOnAccount } from './test_helpers/financial_connections/accounts/simulate.ts';
import { simulate as simulateOnAuthorization } from './test_helpers/financial_connections/authorizations/simulate.ts';
import { complete as completeSession } from './test_helpers/financial_connections/sessions/complete.ts';
import { list as listMails } from './test_helpers/mailbox/list.ts';
import { advance as advanceTestClock } from './test_helpers/test_clocks/advance.ts';
import { create as createTestClock } from './test_helpers/test_clocks/create.ts';
import { del as deleteTestClock } from './test_helpers/test_clocks/del.ts';
import { list as listTestClocks } from './test_helpers/test_clocks/list.ts';
import { retrieve as retrieveTestClock } from './test_helpers/test_clocks/retrieve.ts';
import { create as createToken } from './tokens/create.ts';
import { retrieve as retrieveToken } from './tokens/retrieve.ts';
import { create as createWebhookEndpoint } from './webhook_endpoints/create.ts';
import { del as deleteWebhookEndpoint } from './webhook_endpoints/del.ts';
import { list as listWebhookEndpoints } from './webhook_endpoints/list.ts';
import { retrieve as retrieveWebhookEndpoint } from './webhook_endpoints/retrieve.ts';
import { update as updateWebhookEndpoint } from './webhook_endpoints/update.ts';

export const endpoints: readonly Endpoint[] = [
  createCustomer,
  retrieveCustomer,
  updateCustomer,
  deleteCustomer,
  listCustomers,

  retrieveCurrentAccount,
  createConnectedAccount,
  retrieveConnectedAccount,
  updateConnectedAccount,
  deleteConnectedAccount,
  listConnectedAccounts,

  listEvents,
  retrieveEvent,
  retryEvent,

  listAccounts,
  retrieveAccount,
  disconnectAccount,
  refreshAccount,
  subscribeToAccount,
  unsubscribeFromAccount,
  listOwners,
  listInferredBalances,
  listTransactions,
  retrieveTransaction,
  retrieveAuthorization,
  listInstitutions,
  retrieveInstitution,
  createSession,
  retrieveSession,

  createPaymentMethod,
  retrievePaymentMethod,
  updatePaymentMethod,
  listPaymentMethods,
  attachPaymentMethod,
  detachPaymentMethod,
  listCustomersPaymentMethods,
  retrieveCustomersPaymentMethod,

  createSetupIntent,
  retrieveSetupIntent,
  updateSetupIntent,
  confirmSetupIntent,
  cancelSetupIntent,
  listSetupIntents,
  verifySetupIntent,
  collectForSetupIntent,
  listSetupAttempts,

  createPaymentIntent,
  retrievePaymentIntent,
  updatePaymentIntent,
  confirmPaymentIntent,
  cancelPaymentIntent,
  listPaymentIntents,
  verifyPaymentIntent,
  collectForPaymentIntent,

  retrieveCharge,
  updateCharge,
  listCharges,

  createToken,
  retrieveToken,

  createExternalAccount,
  retrieveExternalAccount,
  updateExternalAccount,
  deleteExternalAccount,
  listExternalAccounts,

  createPayout,
  retrievePayout,
  updatePayout,
  cancelPayout,
  listPayouts,

  retrieveMandate,
  listMandates,

  createCliSession,

  simulateOnAccount,
  simulateOnAuthorization,
  completeSession,

  listMails,

  createTestClock,
  retrieveTestClock,
  listTestClocks,
  advanceTestClock,
  deleteTestClock,

  createWebhookEndpoint,
  retrieveWebhookEndpoint,
  updateWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookEndpoints,
];
