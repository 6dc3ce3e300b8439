// A node of the platform that only uses credentials: the real modules, told what to do by messages, held where its parent wants to kill it.
import type { Database } from '../../server/src/database/open.ts';
import type { Vault } from '../../server/src/domain/context.ts';
import { SECOND_MS } from '../../server/src/kernel/clock.ts';
import type { AuthorizationId } from '../../server/src/kernel/id.ts';
import { openLog } from '../../server/src/log.ts';
import { openMetrics } from '../../server/src/metrics.ts';
import { openClientKeys } from '../../server/src/outbound/banks/client_keys.ts';
import { createBanks } from '../../server/src/outbound/banks/registry.ts';
import { sandboxAt, sandboxEgress } from '../../server/src/outbound/banks/testing/sandbox.ts';
import { usableCredential } from '../../server/src/outbound/connections/credential.ts';
import { counterAt, type Desk } from '../../server/src/outbound/connections/desk.ts';
import { SANDBOX_CLIENT } from '../../server/src/sandbox_bank.ts';
import { systemRandom } from '../../server/src/vault.ts';

/** Asks for a credential of a link, so many times at once; `spent` is a version that is not good enough. */
export interface Order {
  order: number;
  link: AuthorizationId;
  spent: number | null;
  times: number;
}

/** `before`: a refresh stops before it is sent; `after`: when the bank has answered. */
export type Hold = 'before' | 'after' | null;
/** `killed`: what is held ends, and nobody hears of it. */
export type Told = Order | { hold: Hold } | { ahead_s: number } | { killed: true };

/** Where `asked` says that the bank is asked for a refresh, and `outcomes` are versions, or kinds of errors. */
export type Said =
  | { ready: true }
  | { asked: true }
  | { held: Hold }
  | { order: number; outcomes: (number | string)[] }
  | { alert: string };

export interface NodeOptions {
  database: Database;
  vault: Vault;
  bank_url: string;
  say: (said: Said) => void;
}

/** Returns what hears the parent. */
export function openNode({ database, vault, bank_url, say }: NodeOptions): (told: Told) => void {
  let ahead_s = 0;
  let hold: Hold = null;
  let held: PromiseWithResolvers<void> | null = null;
  const stop = async (where: Hold) => {
    if (hold !== where) return;
    hold = null;
    held = Promise.withResolvers();
    say({ held: where });
    await held.promise;
  };
  const send: typeof fetch = async (input, init) => {
    const refresh = String(init?.body).includes('grant_type=refresh_token') || String(input).endsWith('/form/sessions');
    if (!refresh) return await fetch(input, init);
    await stop('before');
    say({ asked: true });
    const answer = await fetch(input, init);
    await stop('after');
    return answer;
  };
  const clock = { now: () => new Date(Date.now() + ahead_s * SECOND_MS) };
  const banks = createBanks({
    sandbox: sandboxAt(bank_url, SANDBOX_CLIENT),
    keys: openClientKeys({ database, vault, clock }),
    clock,
    egress: sandboxEgress(send),
    // Whoever is held is not timed out.
    timeout_ms: 60 * SECOND_MS,
  });
  const log = openLog('error', { write: (line) => say({ alert: String(JSON.parse(line).event) }) });
  const desk: Desk = { database, clock, random: systemRandom, vault, log, banks, metrics: openMetrics() };

  const use = async ({ link, spent }: Order): Promise<number | string> => {
    const { institution } = await database.kysely
      .selectFrom('authorizations')
      .select('institution')
      .where('id', '=', link)
      .executeTakeFirstOrThrow();
    const counter = await database.transact((trx) => counterAt(desk, trx, institution));
    try {
      return (await usableCredential(desk, link, counter, spent))?.version ?? 'gone';
    } catch (error) {
      return error instanceof Error && 'kind' in error ? String(error.kind) : String(error);
    }
  };
  return (told) => {
    if ('order' in told) {
      const all = Promise.all(Array.from({ length: told.times }, () => use(told)));
      all.then((outcomes) => say({ order: told.order, outcomes }));
    } else if ('hold' in told) {
      hold = told.hold;
      held?.resolve();
    } else if ('killed' in told) held?.reject(new Error('killed'));
    else ahead_s = told.ahead_s;
  };
}
