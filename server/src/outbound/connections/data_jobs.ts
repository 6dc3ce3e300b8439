// The jobs of data products: reading for somebody who waits, reading once a day for subscriptions, deleting what may not be kept.
import { FORGET, forgetSome } from '#domain/account_data/forget.ts';
import { REFRESH, REFRESH_SUBSCRIBED } from '#domain/account_data/refresh.ts';
import type { RefreshKey } from '#domain/account_data/refresh_rows.ts';
import { refreshSubscribed, SUBSCRIPTION } from '#domain/account_data/subscription.ts';
import type { ClaimedJob } from '#jobs/claim.ts';
import type { Effects, JobKind, JobKinds } from '#jobs/run.ts';
import type { AccountId } from '#kernel/id.ts';
import { asOwner, type Desk } from './desk.ts';
import { giveRefreshUp, REFRESH_TRIES_MAX, refreshAccount } from './refresh_account.ts';

/** What a merchant waits for has a lane of its own: a large account at a slow bank holds up neither customers nor other work. */
export const REFRESH_KINDS = [REFRESH];
/** What nobody waits for. */
export const DATA_BACKGROUND_KINDS = [REFRESH_SUBSCRIBED, SUBSCRIPTION, FORGET];

/** Rounds of some thousand rows; what is left then is begun anew by the next try. */
const FORGET_ROUNDS_MAX = 1_000;

export function dataKinds(desk: Desk): JobKinds {
  return {
    [REFRESH]: refreshKind(desk),
    [REFRESH_SUBSCRIBED]: refreshKind(desk),
    [SUBSCRIPTION]: {
      run: async (job) => dayOf(desk, payload<{ account: AccountId }>(job).account),
    },
    [FORGET]: { run: (job) => forget(desk, payload<{ account: AccountId }>(job).account) },
  };
}

function refreshKind(desk: Desk): JobKind {
  return {
    run: (job) => refreshAccount(desk, payload<RefreshKey>(job), job.attempts),
    attempts_max: REFRESH_TRIES_MAX,
    given_up: (job) => giveRefreshUp(desk, payload<RefreshKey>(job)),
  };
}

function dayOf(desk: Desk, account: AccountId): Effects {
  return async (trx) => {
    const owner = await trx
      .selectFrom('accounts')
      .select(['merchant', 'livemode'])
      .where('id', '=', account)
      .executeTakeFirst();
    if (owner !== undefined) await asOwner(desk, trx, owner, (context) => refreshSubscribed(context, account));
  };
}

async function forget(desk: Desk, account: AccountId): Promise<Effects> {
  for (let round = 0; round < FORGET_ROUNDS_MAX; round += 1) {
    if (await desk.database.transact((trx) => forgetSome(trx, account))) return async () => {};
  }
  throw new Error('there is more to forget than one job may delete');
}

/** Written by our own `enqueue` calls, so it is trusted to have the shape its kind implies. */
function payload<T>(job: ClaimedJob): T {
  return job.payload as unknown as T;
}
