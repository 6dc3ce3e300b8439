// Setup intents: a customer's bank account on its way to being debited later. Made, changed and canceled here, each with its event.
import type { Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { BankAccountOptions } from '#database/payment_method_tables.ts';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { recordEvent } from '#domain/events/record.ts';
import type { Metadata } from '#domain/metadata.ts';
import { newId, type SetupIntentId } from '#kernel/id.ts';
import { presentSetupIntent, type SetupIntentParts } from '#wire/setup_intent.ts';
import { clientSecretOf, type MethodProblem, methodProblem, newClientSecret } from './intent.ts';
import { changeMandate } from './mandate.ts';
import { endMicrodeposits, openMicrodeposits, verificationUrl } from './microdeposits.ts';
import type { PaymentMethod } from './payment_method.ts';
import { changeAttempt } from './setup_attempt.ts';

export type SetupIntent = Row<'setup_intents'>;

export type SetupEvent = 'created' | 'requires_action' | 'succeeded' | 'setup_failed' | 'canceled';

export interface NewSetupIntent {
  customer: Row<'customers'> | null;
  /** Locked. */
  payment_method: PaymentMethod | null;
  usage: SetupIntent['usage'];
  description: string | null;
  metadata: Metadata;
  payment_method_types: string[];
  allowed_payment_method_types: string[] | null;
  automatic_payment_methods: SetupIntent['automatic_payment_methods'];
  payment_method_options: BankAccountOptions;
  single_use: SetupIntent['single_use'];
}

/** `public_url`: where the customer's pages are. */
export async function createSetupIntent(
  context: Context,
  { customer, payment_method, ...made }: NewSetupIntent,
  public_url: string,
): Promise<SetupIntent | MethodProblem> {
  const customerId = customer?.id ?? null;
  const problem = payment_method && (await methodProblem(context, payment_method, { customer: customerId }));
  if (problem !== null) return problem;
  const id = newId('seti', context.random);
  const test_clock = customer?.test_clock ?? payment_method?.test_clock ?? null;
  const created = await customerTime(context, test_clock);
  const intent = await context.trx
    .insertInto('setup_intents')
    .values({
      ...made,
      id,
      merchant: context.merchant.id,
      livemode: context.livemode,
      customer: customerId,
      test_clock,
      payment_method: payment_method?.id ?? null,
      status: payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
      metadata: json(made.metadata),
      automatic_payment_methods: json(made.automatic_payment_methods),
      payment_method_options: json(made.payment_method_options),
      single_use: json(made.single_use),
      mandate: null,
      latest_attempt: null,
      last_setup_error: json(null),
      cancellation_reason: null,
      ...newClientSecret(context, 'setup_intents', id),
      created,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await announceSetupIntent(context, 'created', intent, public_url, created);
  return intent;
}

/** Null where the merchant has none of that id in this mode. `lock` holds it until the transaction ends. */
export async function findSetupIntent(
  { trx, merchant, livemode }: Context,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<SetupIntent | null> {
  const query = trx
    .selectFrom('setup_intents')
    .selectAll()
    .where('id', '=', id as SetupIntentId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** All that the wire shows of an intent. */
export async function setupIntentParts(
  context: Context,
  intent: SetupIntent,
  public_url: string,
): Promise<SetupIntentParts> {
  const sent = intent.status === 'requires_action' ? await openMicrodeposits(context, intent.id) : null;
  return {
    intent,
    client_secret: clientSecretOf(context, 'setup_intents', intent),
    microdeposits: sent && {
      arrives_at: sent.arrives_at,
      type: sent.type,
      url: verificationUrl(context, sent, public_url),
    },
  };
}

export async function announceSetupIntent(
  context: Context,
  type: SetupEvent,
  intent: SetupIntent,
  public_url: string,
  created: Date,
): Promise<void> {
  const object = presentSetupIntent(await setupIntentParts(context, intent, public_url));
  await recordEvent(context, { type: `setup_intent.${type}`, object, created });
}

/** What a merchant can change before the intent is confirmed; absent: unchanged. */
export interface SetupIntentChanges {
  customer?: Row<'customers'>;
  /** Locked. */
  payment_method?: PaymentMethod;
  description?: string | null;
  metadata?: Metadata;
  payment_method_types?: string[];
  allowed_payment_method_types?: string[] | null;
  payment_method_options?: BankAccountOptions;
}

/** A finished intent takes a new description and new metadata and nothing else. */
export function isFinished({ status }: Pick<SetupIntent, 'status'>): boolean {
  return status === 'succeeded' || status === 'canceled';
}

/** `intent` must be locked. Another payment method takes the place of the one that waits for its micro-deposits. */
export async function updateSetupIntent(
  context: Context,
  intent: SetupIntent,
  { customer, payment_method, metadata, payment_method_options: options, ...plain }: SetupIntentChanges,
): Promise<SetupIntent | MethodProblem> {
  const customerId = customer?.id ?? intent.customer;
  const method = payment_method ?? (await methodOf(context, intent));
  const changesMethod = payment_method !== undefined || customer !== undefined;
  const problem = method && changesMethod ? await methodProblem(context, method, { customer: customerId }) : null;
  if (problem !== null) return problem;
  if (payment_method !== undefined) await leaveAction(context, intent);
  const values: Updateable<Schema['setup_intents']> = {
    ...plain,
    ...(metadata === undefined ? {} : { metadata: json(metadata) }),
    ...(options === undefined ? {} : { payment_method_options: json(options) }),
    ...(customer === undefined ? {} : { customer: customerId, test_clock: customer.test_clock }),
    ...(payment_method === undefined ? {} : { payment_method: payment_method.id, status: 'requires_confirmation' }),
  };
  if (Object.keys(values).length === 0) return intent;
  return await context.trx
    .updateTable('setup_intents')
    .set(values)
    .where('id', '=', intent.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function methodOf({ trx }: Context, { payment_method }: SetupIntent): Promise<PaymentMethod | null> {
  if (payment_method === null) return null;
  return await trx.selectFrom('payment_methods').selectAll().where('id', '=', payment_method).executeTakeFirstOrThrow();
}

/** `intent` must be locked and not be finished. */
export async function cancelSetupIntent(
  context: Context,
  intent: SetupIntent,
  cancellation_reason: SetupIntent['cancellation_reason'],
  public_url: string,
): Promise<SetupIntent> {
  await leaveAction(context, intent);
  const canceled = await context.trx
    .updateTable('setup_intents')
    .set({ status: 'canceled', cancellation_reason })
    .where('id', '=', intent.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const now = await customerTime(context, intent.test_clock);
  await announceSetupIntent(context, 'canceled', canceled, public_url, now);
  return canceled;
}

/** What an intent waited for is over without a result: another confirmation takes its place, or none. */
export async function leaveAction(context: Context, intent: SetupIntent): Promise<void> {
  if (intent.status !== 'requires_action') return;
  const now = await customerTime(context, intent.test_clock);
  await endMicrodeposits(context, intent.id, 'failed');
  if (intent.latest_attempt !== null) await changeAttempt(context, intent.latest_attempt, 'abandoned', null);
  if (intent.mandate !== null) await changeMandate(context, intent.mandate, 'inactive', now);
}
