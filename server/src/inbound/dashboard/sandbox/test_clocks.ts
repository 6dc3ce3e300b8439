// Calls about test clocks, by the rules of the API's test helpers.
import { sql } from 'kysely';
import { z } from 'zod';
import {
  createTestClock,
  EARLIEST,
  findTestClock,
  LATEST,
  startAdvance,
  type TestClock,
} from '#domain/customers/test_clock.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { text } from '#inbound/http/params.ts';
import { advanceError } from '#inbound/v1/test_helpers/test_clocks/advance.ts';
import { fromUnixSeconds, unixSeconds } from '#kernel/clock.ts';
import type { TestClockId } from '#kernel/id.ts';
import type { TestClockRow } from '#wire/dashboard_workspace.ts';
import { call, type DashboardContext } from '../call.ts';
import { whole } from '../reading.ts';

const CLOCKS_MAX = 200;
const NAME_MAX = 300;

const frozen_time = whole({ min: unixSeconds(EARLIEST), max: unixSeconds(LATEST) });

export const listTestClocks = call('GET /sandbox/test_clocks', {
  role: 'viewer',
  run: async (context) => {
    const clocks = await context.trx
      .selectFrom('test_clocks')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('deleted_at', 'is', null)
      .orderBy('sequence', 'desc')
      .limit(CLOCKS_MAX)
      .execute();
    return await present(context, clocks);
  },
});

export const createClock = call('POST /sandbox/test_clocks', {
  role: 'operator',
  body: z.object({ name: text({ max: NAME_MAX }).optional(), frozen_time }),
  run: async (context, { body }) => {
    const frozen = fromUnixSeconds(body.frozen_time);
    const clock = await createTestClock(context, { frozen_time: frozen, name: body.name ?? null });
    return await one(context, clock);
  },
});

export const advanceClock = call('POST /sandbox/test_clocks/:id/advance', {
  role: 'operator',
  body: z.object({ frozen_time }),
  run: async (context, { path, body }) => {
    const clock = await findTestClock(context, path.id, true);
    if (clock === null) throw noSuch('test_clock', path.id, null);
    const advancing = await startAdvance(context, clock, fromUnixSeconds(body.frozen_time));
    if (typeof advancing === 'string') throw advanceError(advancing);
    return await one(context, advancing);
  },
});

async function one(context: DashboardContext, clock: TestClock): Promise<TestClockRow> {
  const [row] = await present(context, [clock]);
  return row as TestClockRow;
}

async function present({ trx }: DashboardContext, clocks: TestClock[]): Promise<TestClockRow[]> {
  const ids = clocks.map((clock) => clock.id);
  const counts = await trx
    .selectFrom('customers')
    .select(['test_clock', sql<number>`count(*)::int`.as('count')])
    .where('test_clock', '=', sql<TestClockId>`any(${ids}::text[])`)
    .where('deleted_at', 'is', null)
    .groupBy('test_clock')
    .execute();
  return clocks.map(({ id, name, frozen_time: frozen, status }) => ({
    id,
    name,
    frozen_time: unixSeconds(frozen),
    status,
    customers: counts.find((row) => row.test_clock === id)?.count ?? 0,
  }));
}
