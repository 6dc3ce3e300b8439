// A world whose banks can be made to say something else than they do: whatever stands in for one answer, the rest is real.
import type { Account } from '../story.ts';
import { openTestWorld, type World, type WorldOptions } from '../world.ts';

export interface Call {
  method: string;
  path: string;
}

/** A status or a body instead of the bank's own answer; null leaves it as it is. `text` is what the bank said. */
export type Instead = (call: Call, text: string) => object | number | null | Promise<object | number | null>;

export interface OddBank {
  world: World;
  instead: Instead;
  /** Every call to a bank since the last reset. */
  calls: Call[];
  reset(): void;
  statuses(accounts: Pick<Account, 'id'>[]): Promise<string[]>;
}

export async function openOddBank(options: Pick<WorldOptions, 'clock'> = {}): Promise<OddBank> {
  const odd: Omit<OddBank, 'world' | 'statuses'> = {
    calls: [],
    instead: () => null,
    reset() {
      this.calls = [];
      this.instead = () => null;
    },
  };
  const world = await openTestWorld({
    ...options,
    fetch: async (input, init) => {
      const call = { method: init?.method ?? 'GET', path: new URL(String(input)).pathname };
      odd.calls.push(call);
      const answer = await fetch(input, init);
      return call.path.startsWith('/control/') ? answer : await inOtherWords(odd.instead, call, answer);
    },
  });
  const { accounts: api } = world.stripe.financialConnections;
  const statuses = (accounts: Pick<Account, 'id'>[]) =>
    Promise.all(accounts.map(async ({ id }) => (await api.retrieve(id)).status));
  return Object.assign(odd, { world, statuses });
}

async function inOtherWords(instead: Instead, call: Call, answer: Response): Promise<Response> {
  const text = await answer.text();
  const other = await instead(call, text);
  const { status, headers } = answer;
  if (typeof other === 'number') return Response.json({ code: String(other), message: 'No.' }, { status: other });
  if (other !== null) return Response.json(other);
  const plain = { 'content-type': headers.get('content-type') ?? 'application/json' };
  return new Response(status === 204 ? null : text, { status, headers: plain });
}
