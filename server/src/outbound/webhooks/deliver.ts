// The webhook sender: claims due deliveries, keeps many in flight without letting one receiver hold the others up, records every try.
import type { Logger } from 'pino';
import type { Database } from '#database/open.ts';
import type { Vault } from '#domain/context.ts';
import { openContext } from '#domain/open_context.ts';
import { type Answer, DELIVERIES_CHANNEL } from '#domain/webhook_endpoints/delivery.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  type EndedTry,
  endLeases,
  endTries,
} from '#domain/webhook_endpoints/delivery_rows.ts';
import { judgeEndpoint, noteTries } from '#domain/webhook_endpoints/endpoint_health.ts';
import { after, type Clock, SECOND_MS } from '#kernel/clock.ts';
import type { Random } from '#kernel/id.ts';
import type { Egress } from '../egress/egress.ts';
import { type Caller, post } from './call.ts';
import { createDispatch, type DispatchOptions } from './dispatch.ts';
import { createEndedTries } from './ended_tries.ts';
import { composeMessage } from './message.ts';
import { nextTry } from './retry_schedule.ts';
import type { Pace } from './slots.ts';

/** The floor under the wake-ups, which may get lost. */
const POLL_MS = SECOND_MS;
const CALL_TIMEOUT_MS = 10 * SECOND_MS;
/** A receiver that takes this long gets fewer calls at a time. */
const SLOW_MS = SECOND_MS;
/** Longer than a call and the writing down of its end. */
const LEASE_MS = 30 * SECOND_MS;
/** What calls in flight get to end when the process stops. */
const DRAIN_MS = 3 * SECOND_MS;

export interface WebhookSenderOptions {
  database: Database;
  /** Real time, also where customers live on test clocks. */
  clock: Clock;
  random: Random;
  vault: Vault;
  log: Logger;
  /** Its own, closed when it stops: names of receivers that resolve slowly hold up no call to a bank. */
  egress: Egress;
  /** The origin of links in mails to the team. */
  public_url: string;
  /** Sends test-mode events, with few retries; else live ones. */
  sandbox: boolean;
}

/** Delivers at least once, always with the same event id, also when a process dies on the way. */
export interface WebhookSender {
  start(): void;
  /** Sends what is due; resolves when nothing is due now and nothing is in flight. Rejects when the database fails. */
  settled(): Promise<void>;
  /** Lets calls in flight end, for three seconds at most, and writes down what became of them. */
  stop(): Promise<void>;
}

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { database, log, egress } = options;
  const caller: Caller = { ...egress, timeout_ms: CALL_TIMEOUT_MS };
  const cut = new AbortController();
  const failed = (error: unknown) => log.error({ error: String(error) }, 'webhooks: the database failed');
  const ended = createEndedTries((tries) => writeDown(options, tries), failed);
  const dispatch = createDispatch({
    claim: createClaims(options),
    async deliver(delivery) {
      const answer = await attempt(options, caller, delivery, cut.signal);
      await ended.write(endOf(options, delivery, answer));
      report(log, delivery, answer);
      return paceOf(answer);
    },
    failed,
  });
  let opened: Promise<() => Promise<void>> | null = null;
  let poll: NodeJS.Timeout | undefined;
  return {
    start() {
      opened = open(database, dispatch.wake);
      opened.then(dispatch.wake, failed);
      poll = setInterval(dispatch.wake, POLL_MS).unref();
    },
    async settled() {
      await opened;
      await dispatch.settled();
    },
    async stop() {
      clearInterval(poll);
      const unlisten = await opened?.catch(() => null);
      await unlisten?.();
      const deadline = setTimeout(() => cut.abort(), DRAIN_MS);
      await dispatch.close();
      clearTimeout(deadline);
      await egress.close();
    },
  };
}

async function writeDown(options: WebhookSenderOptions, tries: readonly EndedTry[]): Promise<void> {
  const { database, clock } = options;
  await endTries(database.kysely, tries);
  for (const endpoint of await noteTries(database.kysely, tries, clock.now())) await judge(options, endpoint);
}

/** A judgement that fails comes again with the next failed try. */
async function judge(
  { database, log, public_url, ...base }: WebhookSenderOptions,
  endpoint: Awaited<ReturnType<typeof noteTries>>[number],
): Promise<void> {
  try {
    const step = await database.transact(async (trx) =>
      judgeEndpoint(await openContext(base, trx, endpoint), endpoint.id, public_url),
    );
    if (step !== null) log.warn({ endpoint: endpoint.id, step }, 'a webhook endpoint has failed for days');
  } catch (error) {
    log.error({ endpoint: endpoint.id, error: String(error) }, 'a failing webhook endpoint could not be judged');
  }
}

/** Claims what there is room for, going round the endpoints. `found` is 0 only after a whole round. */
function createClaims({ database, clock, sandbox }: WebhookSenderOptions): DispatchOptions['claim'] {
  let position = '';
  return async (room) => {
    let turned = position === '';
    for (;;) {
      const now = clock.now();
      const claim = { livemode: !sandbox, after: position, now, lease_until: after(now, LEASE_MS), room };
      const { found, claimed, next } = await claimDeliveries(database.kysely, claim);
      position = next;
      if (found > 0) return { found, claimed };
      if (next === '' && turned) return { found, claimed };
      turned ||= next === '';
    }
  };
}

async function open(database: Database, wake: () => void): Promise<() => Promise<void>> {
  // The embedded database has one process, so what is leased now was leased by one that is gone.
  if (database.engine === 'embedded') await endLeases(database.kysely);
  return await database.listen(DELIVERIES_CHANNEL, wake);
}

function paceOf({ outcome, duration_ms }: Answer): Pace {
  if (outcome === 'timeout' || outcome === 'unreachable') return 'silent';
  return duration_ms >= SLOW_MS ? 'slow' : 'quick';
}

function report(log: Logger, { id, attempt, event, endpoint }: ClaimedDelivery, answer: Answer): void {
  const { outcome, status_code, duration_ms } = answer;
  const about = { delivery: id, attempt, event: event.id, endpoint: endpoint.id, outcome, status_code, duration_ms };
  if (outcome === 'delivered') log.debug(about, 'webhook delivered');
  else log.info(about, 'webhook not delivered');
}

/** Makes the call. What goes wrong before it, such as a secret that does not open, is a failed try and not the end of the sender. */
async function attempt(
  { vault, clock, log }: WebhookSenderOptions,
  caller: Caller,
  delivery: ClaimedDelivery,
  stop: AbortSignal,
): Promise<Answer> {
  try {
    return await post(caller, composeMessage(delivery, vault, clock.now()), stop);
  } catch (error) {
    log.error({ delivery: delivery.id, error: String(error) }, 'a webhook could not be composed');
    return { outcome: 'unreachable', duration_ms: 0, status_code: null, detail: 'the webhook could not be composed' };
  }
}

function endOf({ clock, random, sandbox }: WebhookSenderOptions, delivery: ClaimedDelivery, answer: Answer): EndedTry {
  const { id, endpoint, attempt, ended_tries, begun } = delivery;
  const ended = { delivery: id, endpoint: endpoint.id, attempt, answer };
  const now = clock.now();
  if (answer.outcome === 'delivered') return { ...ended, next: { status: 'delivered' } };
  if (answer.outcome === 'interrupted') return { ...ended, next: { status: 'pending', due_at: now } };
  const chance = new DataView(Uint8Array.from(random(4)).buffer).getUint32(0) / 2 ** 32;
  const due_at = nextTry({ sandbox, tries: ended_tries + 1, begun, now, chance });
  return { ...ended, next: due_at === null ? { status: 'failed' } : { status: 'pending', due_at } };
}
