// Delivers notifications to the addresses that clients subscribed with: at least once, a bounded number of times.
import { createHash, randomUUID } from 'node:crypto';
import { institutionOf } from '#data/institutions.ts';
import { dropNotification, dueNotifications, nextDue, type Outgoing, putOff } from '#store/notifications.ts';
import { signedByBank } from '#tokens/signed.ts';
import type { World } from '#world.ts';

/** Milliseconds until the next attempt, by how many have failed; whoever missed them all has to read for himself. */
const RETRY_AFTER_MS = [1_000, 5_000, 30_000, 300_000, 1_800_000, 7_200_000];
const DELIVERY_TIMEOUT_MS = 10_000;
const MAX_AT_ONCE = 8;
const MAX_TIMER_MS = 3_600_000;
/** Seconds for which a signature is good. */
const SIGNED_LIFE = 300;

export interface Publisher {
  /** Looks for something due; called whenever something may have happened. */
  wake(): void;
  /** Waits for nothing: what is under way is told again at the next start. */
  close(): void;
}

/** @param world the bank, once it is put together */
export function createPublisher(world: () => World): Publisher {
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let working = false;

  const work = async (): Promise<void> => {
    for (;;) {
      const due = closing.signal.aborted ? [] : dueNotifications(world().store, MAX_AT_ONCE);
      if (due.length === 0) return;
      await Promise.all(due.map((outgoing) => deliver(world(), outgoing, closing.signal)));
    }
  };

  const wake = (): void => {
    if (working || closing.signal.aborted) return;
    const next = nextDue(world().store);
    if (next === null) return;
    clearTimeout(timer);
    const wait = next - Date.now();
    if (wait > 0) {
      timer = setTimeout(wake, Math.min(wait, MAX_TIMER_MS)).unref();
      return;
    }
    working = true;
    work()
      .catch((error: Error) => world().log({ event: 'notifications.bug', message: error.message }))
      .finally(() => {
        working = false;
        wake();
      });
  };

  return {
    wake,
    close: () => {
      closing.abort();
      clearTimeout(timer);
    },
  };
}

async function deliver(world: World, outgoing: Outgoing, closing: AbortSignal): Promise<void> {
  const status = await send(world, outgoing, closing);
  if (closing.aborted) return;
  const { notification_id, attempts } = outgoing;
  const wait = RETRY_AFTER_MS[attempts];
  const arrived = status !== null && status >= 200 && status < 300;
  world.log({ event: 'notification', notification_id, status, attempt: attempts + 1 });
  if (arrived || wait === undefined) return dropNotification(world.store, notification_id);
  putOff(world.store, notification_id, Date.now() + wait);
}

/** The status that was answered; null where nothing was. */
async function send(world: World, outgoing: Outgoing, closing: AbortSignal): Promise<number | null> {
  const { body, callback_url } = outgoing;
  try {
    const response = await fetch(callback_url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-fapi-interaction-id': randomUUID(),
        ...(await signatureOf(world, outgoing)),
      },
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

/** FDX publishes no signature; a bank that signs sends a JWT of its own that names the body's hash. */
async function signatureOf(world: World, { slug, body, callback_url }: Outgoing): Promise<Record<string, string>> {
  if (institutionOf(slug)?.notifications !== 'signed') return {};
  const claims = { jti: randomUUID(), body_sha256: createHash('sha256').update(body).digest('base64url') };
  const token = await signedByBank(world, slug, { claims, audience: callback_url, life: SIGNED_LIFE });
  return { authorization: `Bearer ${token}` };
}
