// Connected accounts: making, changing and deleting them. Each is a merchant of its own that belongs to its platform.
import type { Insertable, Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { Schema } from '#database/schema.ts';
import { disconnectHolder, disconnectSome } from '#domain/connections/disconnect.ts';
import { followHolder } from '#domain/connections/relink_policy_jobs.ts';
import { forgetFailures } from '#domain/connections/relink_policy_retry.ts';
import type { Context } from '#domain/context.ts';
import { previousAttributes } from '#domain/events/previous_attributes.ts';
import { recordEvent } from '#domain/events/record.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { type MerchantId, newId } from '#kernel/id.ts';
import {
  type ConnectedAccountFields,
  EMPTY,
  type FieldsProblem,
  shownAs,
  toldOf,
  writable,
} from './connected_account_fields.ts';
import { type ConnectedAccount, connectedAccountObject } from './connected_account_rows.ts';
import type { AccountType, Controller } from './controller.ts';
import { currencyOf } from './currencies.ts';

/** The job that ends what a deleted account had linked, some at a time. Payload `{merchant, livemode}`. */
export const WIND_UP = 'connected_account.wind_up';
/** Links that one transaction ends. */
const WIND_UP_STEP = 50;

export interface NewConnectedAccount extends ConnectedAccountFields {
  type: AccountType;
  controller: Controller;
  country: string;
}

/** Why one cannot be written as asked. */
export type ConnectedAccountProblem = 'no_platform' | FieldsProblem;

export async function createConnectedAccount(
  context: Context,
  fields: NewConnectedAccount,
): Promise<ConnectedAccount | ConnectedAccountProblem> {
  const { trx, random, clock, merchant, livemode } = context;
  if (merchant.platform !== null) return 'no_platform';
  const now = clock.now();
  const id = newId('acct', random);
  const told = toldOf(context, EMPTY, fields);
  if (typeof told === 'string') return told;
  const values = { ...EMPTY, default_currency: currencyOf(fields.country), ...told };
  const { type, controller, country } = fields;
  await trx
    .insertInto('merchants')
    .values({
      ...shownAs(id, values),
      id,
      allowed_origins: [],
      reply_to: null,
      created: now,
      platform: merchant.id,
      default_locale: merchant.default_locale,
    })
    .execute();
  const row: Insertable<Schema['connected_accounts']> = {
    ...writable(values),
    id,
    platform: merchant.id,
    livemode,
    type,
    controller: json(controller),
    country,
    created: now,
    deleted_at: null,
  };
  return await trx.insertInto('connected_accounts').values(row).returningAll().executeTakeFirstOrThrow();
}

/** `account` must be locked. An update that changes nothing records no event. The event is the connected account's own. */
export async function updateConnectedAccount(
  context: Context,
  account: ConnectedAccount,
  fields: ConnectedAccountFields,
): Promise<ConnectedAccount | ConnectedAccountProblem> {
  const told = toldOf(context, account, fields);
  if (typeof told === 'string') return told;
  if (Object.keys(told).length === 0) return account;
  const changes: Updateable<Schema['connected_accounts']> = writable(told);
  const updated = await context.trx
    .updateTable('connected_accounts')
    .set(changes)
    .where('id', '=', account.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const merchant = await context.trx
    .updateTable('merchants')
    .set(shownAs(account.id, updated))
    .where('id', '=', account.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const object = await connectedAccountObject(context, updated);
  const previous_attributes = previousAttributes(await connectedAccountObject(context, account), object);
  if (previous_attributes === null) return updated;
  const created = context.clock.now();
  await recordEvent({ ...context, merchant }, { type: 'account.updated', object, previous_attributes, created });
  if (updated.email !== account.email) await addressChanged(context, account);
  return updated;
}

/** What could not be sent to the old address is worth a new try. The links that the account holds are its platform's. */
async function addressChanged(context: Context, { id, platform }: ConnectedAccount): Promise<void> {
  const holder = { customer: null, connected_account: id };
  const merchant = await context.trx
    .selectFrom('merchants')
    .selectAll()
    .where('id', '=', platform)
    .executeTakeFirstOrThrow();
  await forgetFailures(context, holder);
  await followHolder({ ...context, merchant }, holder);
}

/**
 * Keeps the rows, because links and events point to them, but nothing finds the account any more, and nobody can act as it. Its
 * links end: those it holds now, those that it made for customers of its own by and by. `account` must be locked, and the
 * context be its platform's.
 */
export async function deleteConnectedAccount(context: Context, account: ConnectedAccount): Promise<void> {
  const { trx, clock } = context;
  await disconnectHolder(context, { customer: null, connected_account: account.id });
  await trx.updateTable('connected_accounts').set({ deleted_at: clock.now() }).where('id', '=', account.id).execute();
  await enqueueWindUp(context, account.id);
}

/** One step of ending what a deleted account had linked for customers of its own. `context` is the account's own. */
export async function windUp(context: Context): Promise<void> {
  const ended = await disconnectSome(context, WIND_UP_STEP);
  if (ended === WIND_UP_STEP) await enqueueWindUp(context, context.merchant.id);
}

async function enqueueWindUp({ trx, livemode, clock }: Context, account: MerchantId): Promise<void> {
  const now = clock.now();
  await enqueue(trx, {
    kind: WIND_UP,
    payload: { merchant: account, livemode },
    due_at: now,
    test_clock: null,
    unique_key: account,
    created: now,
  });
}
