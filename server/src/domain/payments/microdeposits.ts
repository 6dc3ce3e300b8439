// Micro-deposits: small amounts to a typed-in account, which only its owner sees and can tell us. For setup and payment intents alike.
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { cancelJobs, enqueue } from '#jobs/enqueue.ts';
import { after, DAY_MS, SECOND_MS } from '#kernel/clock.ts';
import { randomText, type TestClockId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { hashSecret } from '#kernel/secret.ts';
import { MICRODEPOSITS_FAIL, openNumber, TEST_ROUTING_NUMBER } from './bank_number.ts';
import type { PaymentMethod } from './payment_method.ts';

export type Microdeposits = Row<'microdeposits'>;

/** Business days that a bank takes at most. Answers are taken at once: in the sandbox they are known in advance. */
const ARRIVES_AFTER_DAYS = 2;
/** As Stripe: whoever has not answered by then begins anew. */
const ENDS_AFTER_MS = 10 * DAY_MS;
/** On real time; at once on a test clock (rulings, "Time"). */
const FAILS_AFTER_MS = 2 * SECOND_MS;
/** As Stripe: a code is harder to guess than two amounts. */
const WRONG_CODES_MAX = 10;
const WRONG_AMOUNTS_MAX = 3;
export const VERIFY_TOKEN_LENGTH = 32;

/** Why a verification came to nothing. */
export type VerificationFailure = 'not_sent' | 'attempts_exceeded' | 'timeout';

/** What kind of intent waits: each has a job of its own for the end of the wait. */
export type IntentKind = 'setup_intent' | 'payment_intent';

/** The job that ends a wait by itself. Payload `{intent, payment_method, failure}`. */
export const microdepositsJob = (kind: IntentKind) => `${kind}.microdeposits`;

export interface MicrodepositsEnd {
  intent: string;
  payment_method: PaymentMethod['id'];
  failure: 'not_sent' | 'timeout';
}

/** Replaces what was sent for the intent before; wrong answers about the same number still count. `now`: the customer's time. */
export async function sendMicrodeposits(
  context: Context,
  intent: { id: string; kind: IntentKind; test_clock: TestClockId | null },
  method: PaymentMethod,
  now: Date,
): Promise<void> {
  const token = randomText(VERIFY_TOKEN_LENGTH, context.random);
  const ends_at = after(now, ENDS_AFTER_MS);
  const row = {
    intent: intent.id,
    merchant: context.merchant.id,
    livemode: context.livemode,
    payment_method: method.id,
    test_clock: intent.test_clock,
    type: 'descriptor_code',
    state: 'sent',
    ...(await wrongSoFar(context, intent.id, method)),
    arrives_at: arrival(now),
    ends_at,
    token_hash: hashSecret(token),
    token_sealed: context.vault.sealer.seal(token, placeOf({ intent: intent.id, merchant: context.merchant.id })),
  } as const;
  await context.trx
    .insertInto('microdeposits')
    .values(row)
    .onConflict((conflict) => conflict.column('intent').doUpdateSet(row))
    .execute();
  await planEnd(context, intent, method, 'timeout', ends_at);
  if (!arrive(context, method))
    await planEnd(context, intent, method, 'not_sent', after(now, intent.test_clock === null ? FAILS_AFTER_MS : 0));
}

/** Banks book nothing on Saturdays and Sundays. */
function arrival(now: Date): Date {
  let at = now;
  for (let days = 0; days < ARRIVES_AFTER_DAYS; ) {
    at = after(at, DAY_MS);
    if (at.getUTCDay() % 6 !== 0) days += 1;
  }
  return at;
}

/** Else whoever confirms again could guess for ever. */
async function wrongSoFar(
  { trx }: Context,
  intent: string,
  { fingerprint }: PaymentMethod,
): Promise<Pick<Microdeposits, 'wrong_amounts' | 'wrong_codes'>> {
  const row = await trx
    .selectFrom('microdeposits')
    .innerJoin('payment_methods', 'payment_methods.id', 'microdeposits.payment_method')
    .select(['wrong_amounts', 'wrong_codes'])
    .where('intent', '=', intent)
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
  return row ?? { wrong_amounts: 0, wrong_codes: 0 };
}

/** One number of the test bank takes none. */
function arrive({ vault }: Context, method: PaymentMethod): boolean {
  if (method.routing_number !== TEST_ROUTING_NUMBER) return true;
  return openNumber(vault, method).account_number !== MICRODEPOSITS_FAIL;
}

async function planEnd(
  context: Context,
  intent: { id: string; kind: IntentKind; test_clock: TestClockId | null },
  method: PaymentMethod,
  failure: MicrodepositsEnd['failure'],
  due_at: Date,
): Promise<void> {
  const kind = microdepositsJob(intent.kind);
  const unique_key = `${intent.id}:${failure}`;
  await cancelJobs(context.trx, kind, unique_key);
  await enqueue(context.trx, {
    kind,
    payload: { intent: intent.id, payment_method: method.id, failure } satisfies MicrodepositsEnd,
    due_at,
    test_clock: intent.test_clock,
    unique_key,
    created: context.clock.now(),
  });
}

/** What an intent waits for; null where nothing was sent or the wait is over. Lock the intent before writing. */
export async function openMicrodeposits({ trx }: Pick<Context, 'trx'>, intent: string): Promise<Microdeposits | null> {
  const row = await trx
    .selectFrom('microdeposits')
    .selectAll()
    .where('intent', '=', intent)
    .where('state', '=', 'sent')
    .executeTakeFirst();
  return row ?? null;
}

/** Whether another intent than this one waits for micro-deposits to the payment method, which is locked. */
export async function waitsElsewhere({ trx }: Context, method: PaymentMethod, intent: string): Promise<boolean> {
  const row = await trx
    .selectFrom('microdeposits')
    .select('intent')
    .where('payment_method', '=', method.id)
    .where('intent', '<>', intent)
    .where('state', '=', 'sent')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What an intent waits or waited for, by the token of the customer's link. */
export async function microdepositsByToken(trx: Transaction, token: string): Promise<Microdeposits | null> {
  const row = await trx
    .selectFrom('microdeposits')
    .selectAll()
    .where('token_hash', '=', hashSecret(token))
    .executeTakeFirst();
  return row ?? null;
}

/** Where the customer tells what arrived: our own page. */
export function verificationUrl(
  { vault }: Pick<Context, 'vault'>,
  sent: Pick<Microdeposits, 'intent' | 'merchant' | 'token_sealed'>,
  public_url: string,
): string {
  return `${public_url}/verify/${vault.sealer.open(sent.token_sealed, placeOf(sent))}`;
}

function placeOf({ intent, merchant }: Pick<Microdeposits, 'intent' | 'merchant'>): Place {
  return { tenant: merchant, table: 'microdeposits', column: 'token_sealed', row: intent };
}

/** Either both amounts in cents, or the code on the statement. */
export type MicrodepositsAnswer = { amounts: number[] } | { descriptor_code: string };

export type AnswerResult =
  | 'right'
  | 'amounts_mismatch'
  | 'descriptor_code_mismatch'
  | Extract<VerificationFailure, 'attempts_exceeded' | 'timeout'>;

/** Counts a wrong answer and ends the wait where it was the last one allowed, or the right one. The intent must be locked. */
export async function answerMicrodeposits(
  context: Context,
  sent: Microdeposits,
  answer: MicrodepositsAnswer,
): Promise<AnswerResult> {
  const word = 'amounts' in answer ? wordOfAmounts(answer.amounts) : wordOfCode(answer.descriptor_code);
  if (word !== null) {
    await endMicrodeposits(context, sent.intent, word === 'right' ? 'verified' : 'failed');
    return word;
  }
  const counted = 'amounts' in answer ? 'wrong_amounts' : 'wrong_codes';
  const wrong = sent[counted] + 1;
  await context.trx
    .updateTable('microdeposits')
    .set({ [counted]: wrong })
    .where('intent', '=', sent.intent)
    .execute();
  if (wrong < (counted === 'wrong_amounts' ? WRONG_AMOUNTS_MAX : WRONG_CODES_MAX))
    return counted === 'wrong_amounts' ? 'amounts_mismatch' : 'descriptor_code_mismatch';
  await endMicrodeposits(context, sent.intent, 'failed');
  return 'attempts_exceeded';
}

/** How many more answers of a kind may be wrong; the last one of them ends the wait. */
export function triesLeft({ wrong_amounts, wrong_codes }: Microdeposits, kind: 'amounts' | 'code'): number {
  return kind === 'amounts' ? WRONG_AMOUNTS_MAX - wrong_amounts : WRONG_CODES_MAX - wrong_codes;
}

type KnownWord = Extract<AnswerResult, 'right' | 'attempts_exceeded' | 'timeout'>;

/** What the sandbox's answers stand for (spec 6.2); the amounts in either order. */
const KNOWN_AMOUNTS: Readonly<Record<string, KnownWord>> = {
  '32,45': 'right',
  '10,11': 'attempts_exceeded',
  '40,41': 'timeout',
};
const KNOWN_CODES: Readonly<Record<string, KnownWord>> = {
  SM11AA: 'right',
  SM33CC: 'attempts_exceeded',
  SM44DD: 'timeout',
};

function wordOfAmounts(amounts: number[]): KnownWord | null {
  return KNOWN_AMOUNTS[amounts.toSorted((one, other) => one - other).join(',')] ?? null;
}

function wordOfCode(code: string): KnownWord | null {
  return new Map(Object.entries(KNOWN_CODES)).get(code.trim().toUpperCase()) ?? null;
}

export async function endMicrodeposits({ trx }: Context, intent: string, state: 'verified' | 'failed'): Promise<void> {
  await trx
    .updateTable('microdeposits')
    .set({ state })
    .where('intent', '=', intent)
    .where('state', '=', 'sent')
    .execute();
}

/** How a failed verification reads on the intent. */
export const VERIFICATION_ERRORS: Readonly<Record<VerificationFailure, { code: string; message: string }>> = {
  not_sent: {
    code: 'payment_method_microdeposit_failed',
    message: 'Micro-deposits could not be sent to this bank account. Check its routing and account number.',
  },
  attempts_exceeded: {
    code: 'payment_method_microdeposit_verification_attempts_exceeded',
    message: 'The number of allowed attempts to verify this bank account is exceeded. Use another one.',
  },
  timeout: {
    code: 'payment_method_microdeposit_verification_timeout',
    message: 'This bank account was not verified with micro-deposits within the allowed time.',
  },
};
