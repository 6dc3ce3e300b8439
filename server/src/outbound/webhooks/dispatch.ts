// When to claim and how many: one claim at a time, again when asked meanwhile, as many in flight as the slots allow.
import type { ClaimedDelivery, Room } from '#domain/webhook_endpoints/delivery_rows.ts';
import { createSlots, type Pace } from './slots.ts';

export interface DispatchOptions {
  /** Takes due deliveries, as many as there is room for. `found` is 0 when none was left that fits. */
  claim(room: Room): Promise<{ found: number; claimed: ClaimedDelivery[] }>;
  /** One try, written down. Resolves with how quick the receiver was; never rejects. */
  deliver(delivery: ClaimedDelivery): Promise<Pace>;
  /** Told about failed claims that nobody waits for. */
  failed(error: unknown): void;
}

export interface Dispatch {
  /** Claims in the background. */
  wake(): void;
  /** Resolves when nothing is due now and nothing is in flight. Rejects when a claim fails. */
  settled(): Promise<void>;
  /** Claims no more; resolves when what is in flight has ended. */
  close(): Promise<void>;
}

export function createDispatch({ claim, deliver, failed }: DispatchOptions): Dispatch {
  const slots = createSlots();
  const flights = new Set<Promise<void>>();
  let claiming: Promise<void> | null = null;
  let again = false;
  let short = false;
  let closed = false;

  function pass(): Promise<void> {
    again = true;
    claiming ??= claimWhileAsked().finally(() => {
      claiming = null;
    });
    return claiming;
  }

  function wake(): void {
    if (!closed) pass().catch(failed);
  }

  async function claimWhileAsked(): Promise<void> {
    while (again && !closed) {
      again = false;
      await claimAll();
      short = slots.short();
    }
  }

  async function claimAll(): Promise<void> {
    // Ends with the work or with the room: every round but the last takes at least one delivery.
    while (!closed) {
      const room = slots.room();
      if (room.total <= 0) return;
      const { found, claimed } = await claim(room);
      for (const delivery of claimed) launch(delivery);
      if (found === 0) return;
    }
  }

  function launch(delivery: ClaimedDelivery): void {
    slots.take(delivery.endpoint.id);
    const flight = deliver(delivery).then((pace) => {
      slots.release(delivery.endpoint.id, pace);
      flights.delete(flight);
      // A claim that is under way has counted this slot as taken.
      if (claiming !== null) again = true;
      else if (short) wake();
    });
    flights.add(flight);
  }

  return {
    wake,
    async settled() {
      do {
        await pass();
        await Promise.all(flights);
      } while (!closed && (flights.size > 0 || claiming !== null));
    },
    async close() {
      closed = true;
      await claiming?.catch(failed);
      await Promise.all(flights);
    },
  };
}
