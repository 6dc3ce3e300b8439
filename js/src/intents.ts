// The functions about SetupIntents and PaymentIntents: they differ in names only, so each is written once.
import { type ApiAnswer, type ApiCaller, callApi } from './api.ts';
import { clientSecretProblem, collectForIntentProblem, type IntentKind, invalid } from './check.ts';
import { type FlowOpener, LEFT_EARLY } from './collect.ts';
import type {
  CollectForIntentOptions,
  ConfirmUsBankAccountData,
  MicrodepositsData,
  PaymentIntentResult,
  RelinkIntents,
  SetupIntentResult,
} from './intent_types.ts';
import type { CollectResult, RelinkError } from './types.ts';

/** Shows the flow, one at a time on a page. */
export type ShowFlow = (open: FlowOpener) => Promise<CollectResult>;

interface Kind {
  kind: IntentKind;
  path: string;
  result: 'setupIntent' | 'paymentIntent';
}

const SETUP: Kind = { kind: 'seti', path: '/v1/setup_intents', result: 'setupIntent' };
const PAYMENT: Kind = { kind: 'pi', path: '/v1/payment_intents', result: 'paymentIntent' };

type IntentResult = SetupIntentResult & PaymentIntentResult;

/** Makes the functions for one caller. */
export function createIntents(caller: ApiCaller, showFlow: ShowFlow): RelinkIntents {
  return {
    collectBankAccountForSetup: (options) => collect(caller, SETUP, options, showFlow),
    collectBankAccountForPayment: (options) => collect(caller, PAYMENT, options, showFlow),
    confirmUsBankAccountSetup: (secret, data) => confirm(caller, SETUP, secret, data),
    confirmUsBankAccountPayment: (secret, data) => confirm(caller, PAYMENT, secret, data),
    retrieveSetupIntent: (secret) => retrieve(caller, SETUP, secret),
    retrievePaymentIntent: (secret) => retrieve(caller, PAYMENT, secret),
    verifyMicrodepositsForSetup: (secret, data) => verify(caller, SETUP, secret, data),
    verifyMicrodepositsForPayment: (secret, data) => verify(caller, PAYMENT, secret, data),
  };
}

function retrieve(caller: ApiCaller, kind: Kind, secret: unknown, params: object = {}): Promise<IntentResult> {
  return call(caller, kind, secret, null, params);
}

/** One call about an intent; null: how it stands. */
async function call(
  caller: ApiCaller,
  kind: Kind,
  secret: unknown,
  act: string | null,
  params: object,
): Promise<IntentResult> {
  const problem = clientSecretProblem(secret, kind.kind);
  if (problem !== null) return { error: problem };
  return resultOf(kind, await send(caller, kind, secret as string, act, params));
}

/** The part of the secret that is the intent's id names it. */
function send(caller: ApiCaller, { path }: Kind, clientSecret: string, act: string | null, params: object) {
  const address = `${path}/${clientSecret.split('_secret_', 1)[0]}`;
  return act === null
    ? callApi(caller, { method: 'GET', path: address, params, clientSecret })
    : callApi(caller, { method: 'POST', path: `${address}/${act}`, params, clientSecret });
}

async function confirm(
  caller: ApiCaller,
  kind: Kind,
  secret: unknown,
  data: ConfirmUsBankAccountData = {},
): Promise<IntentResult> {
  if (typeof data !== 'object' || data === null) return { error: invalid('The second argument must be an object.') };
  const { payment_method: method, mandate_data, ...rest } = data;
  // Time, address and browser are for the server to note: a page could claim any.
  const mandate = { customer_acceptance: { type: 'online', online: { infer_from_client: true } } };
  const made = typeof method === 'object' && method !== null;
  return await call(caller, kind, secret, 'confirm', {
    ...rest,
    ...(made ? { payment_method_data: { type: 'us_bank_account', ...method } } : { payment_method: method }),
    mandate_data: mandate_data ?? mandate,
  });
}

async function verify(
  caller: ApiCaller,
  kind: Kind,
  secret: unknown,
  data: MicrodepositsData = {},
): Promise<IntentResult> {
  if (typeof data !== 'object' || data === null) return { error: invalid('The second argument must be an object.') };
  return await call(caller, kind, secret, 'verify_microdeposits', data);
}

/** The flow stands at once; the session it needs is asked for meanwhile. However it ends, the intent tells how things are. */
async function collect(
  caller: ApiCaller,
  kind: Kind,
  options: CollectForIntentOptions,
  showFlow: ShowFlow,
): Promise<IntentResult> {
  const problem = collectForIntentProblem(options, kind.kind);
  if (problem !== null) return { error: problem };
  const { clientSecret, params, expand } = options;
  const { payment_method_type: type, payment_method_data: data } = params;
  const shown = await showFlow(async () => {
    const asked = { payment_method_data: { ...data, type } };
    const answer = await send(caller, kind, clientSecret, 'link_account_sessions', asked);
    return 'error' in answer ? answer : { clientSecret: String(answer.object.client_secret) };
  });
  if (shown.error !== undefined && shown !== LEFT_EARLY) return { error: shown.error };
  return await retrieve(caller, kind, clientSecret, { expand });
}

function resultOf({ result }: Kind, answer: ApiAnswer): IntentResult {
  const made: Record<string, unknown> & { error?: RelinkError } =
    'error' in answer ? { error: answer.error } : { [result]: answer.object };
  return made as unknown as IntentResult;
}
