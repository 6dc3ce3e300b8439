// What the handlers of connection jobs work with: the database, time and the banks.
import type { Logger } from 'pino';
import type { Database } from '#database/open.ts';
import type { Row, Transaction } from '#database/schema.ts';
import type { BankConnector, InstitutionProfile } from '#domain/connections/bank.ts';
import type { Banks } from '#domain/connections/banks.ts';
import { profileOf } from '#domain/connections/institution_rows.ts';
import type { Context, Vault } from '#domain/context.ts';
import { openContext } from '#domain/open_context.ts';
import type { Clock } from '#kernel/clock.ts';
import type { InstitutionId, MerchantId, Random, TestClockId } from '#kernel/id.ts';
import type { Metrics } from '#kernel/metrics.ts';
import { watched } from './watched.ts';

/** What opening a counter takes. */
export interface Counting {
  database: Database;
  clock: Clock;
  random: Random;
  log: Logger;
  banks: Banks;
  metrics: Metrics;
}

export interface Desk extends Counting {
  vault: Vault;
}

export interface Owner {
  merchant: MerchantId;
  livemode: boolean;
}

/** An institution with the connector that speaks its protocol. */
export interface Counter {
  row: Row<'institutions'>;
  profile: InstitutionProfile;
  connector: BankConnector;
}

/** `actor`: whether the customer is there while it is used, which banks are told. */
export async function counterAt(
  desk: Counting,
  trx: Transaction,
  institution: InstitutionId,
  actor: 'user' | 'batch' = 'batch',
): Promise<Counter> {
  const row = await trx.selectFrom('institutions').selectAll().where('id', '=', institution).executeTakeFirstOrThrow();
  return { row, profile: profileOf(row), connector: watched(desk, row, desk.banks.connector(row.connector, actor)) };
}

/** Opens a context for `owner` in the given transaction and runs the rule. */
export async function asOwner<T>(
  desk: Desk,
  trx: Transaction,
  owner: Owner,
  rule: (context: Context) => Promise<T>,
): Promise<T> {
  return await rule(await openContext(desk, trx, owner));
}

/** Where a customer's test clock stands, or null where he lives in real time. */
export async function frozenTime(trx: Transaction, testClock: TestClockId | null): Promise<Date | null> {
  if (testClock === null) return null;
  const clock = await trx
    .selectFrom('test_clocks')
    .select('frozen_time')
    .where('id', '=', testClock)
    .executeTakeFirst();
  return clock?.frozen_time ?? null;
}

/** Tells the bank what time it is for the person behind a link, so that consents and numbers end when they should. */
export async function tellTime(
  desk: Desk,
  profile: InstitutionProfile,
  bankUser: string | null,
  at: Date | null,
): Promise<void> {
  const { control } = desk.banks;
  if (at !== null && bankUser !== null && control?.moves(profile)) await control.setTime(profile, bankUser, at);
}
