// Who may have how many webhooks in flight: many for receivers that answer, one for those that do not.
import type { Room } from '#domain/webhook_endpoints/delivery_rows.ts';
import { assert } from '#kernel/assert.ts';
import type { WebhookEndpointId } from '#kernel/id.ts';

/** Of all endpoints together; this is also the largest number of connections and of bodies in memory. */
const MAX_IN_FLIGHT = 256;
/** What an endpoint that we know nothing about may have, and what it may grow to while it answers. */
const FIRST_LIMIT = 4;
const MAX_PER_ENDPOINT = 64;
/** What one may have that answered late, or not at all, and all of these together, so that any number of them leaves room. */
const SLOW_LIMIT = 4;
const SILENT_LIMIT = 1;
const MAX_SUSPECTS_IN_FLIGHT = 128;
/** Slow and silent ones that are remembered while nothing of theirs is in flight; the oldest are forgotten and start afresh. */
const MAX_REMEMBERED_SUSPECTS = 1_000;

/** How long a receiver took: it answered at once, it answered late, or it did not answer. */
export type Pace = 'quick' | 'slow' | 'silent';

interface Standing {
  limit: number;
  in_flight: number;
  /** It was slow or silent the last time. */
  suspect: boolean;
}

/** Counts deliveries in flight. Every `take` is followed by exactly one `release`. */
export interface Slots {
  take(endpoint: WebhookEndpointId): void;
  release(endpoint: WebhookEndpointId, pace: Pace): void;
  room(): Room;
  /** Whether some endpoint, or all together, had to be left out of the last `room`. */
  short(): boolean;
}

export function createSlots(): Slots {
  const standings = new Map<WebhookEndpointId, Standing>();
  let in_flight = 0;
  let suspects_in_flight = 0;

  function forgetOldest(): void {
    if (standings.size <= MAX_IN_FLIGHT + MAX_REMEMBERED_SUSPECTS) return;
    // A map is walked in the order of insertion, and a suspect is inserted anew each time it fails.
    for (const [endpoint, standing] of standings) {
      if (standing.in_flight > 0) continue;
      standings.delete(endpoint);
      return;
    }
  }

  return {
    take(endpoint) {
      const standing = standings.get(endpoint) ?? { limit: FIRST_LIMIT, in_flight: 0, suspect: false };
      standings.set(endpoint, standing);
      standing.in_flight += 1;
      in_flight += 1;
      if (standing.suspect) suspects_in_flight += 1;
    },
    release(endpoint, pace) {
      const standing = standings.get(endpoint);
      assert(standing !== undefined && standing.in_flight > 0, 'a webhook slot is released once');
      if (standing.suspect) suspects_in_flight -= standing.in_flight;
      standing.in_flight -= 1;
      in_flight -= 1;
      standing.limit = nextLimit(standing, pace);
      standing.suspect = pace !== 'quick';
      if (standing.suspect) suspects_in_flight += standing.in_flight;
      standings.delete(endpoint);
      // An endpoint that answers and has nothing in flight is as good as new, so the map stays as small as the work.
      if (standing.in_flight > 0 || standing.suspect) standings.set(endpoint, standing);
      forgetOldest();
    },
    room: () => ({
      total: MAX_IN_FLIGHT - in_flight,
      per_endpoint: FIRST_LIMIT,
      suspects: Math.max(0, MAX_SUSPECTS_IN_FLIGHT - suspects_in_flight),
      endpoints: [...standings].map(([id, { limit, in_flight, suspect }]) => ({
        id,
        in_flight,
        free: limit - in_flight,
        suspect,
      })),
    }),
    short() {
      if (in_flight >= MAX_IN_FLIGHT || suspects_in_flight >= MAX_SUSPECTS_IN_FLIGHT) return true;
      return [...standings.values()].some((standing) => standing.in_flight >= standing.limit);
    },
  };
}

function nextLimit({ limit, suspect }: Standing, pace: Pace): number {
  if (pace === 'silent') return SILENT_LIMIT;
  if (pace === 'slow') return SLOW_LIMIT;
  return suspect ? FIRST_LIMIT : Math.min(limit * 2, MAX_PER_ENDPOINT);
}
