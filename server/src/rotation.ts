// Changes the encryption key while processes run: a new key, every value under it, the old ones retired. It can be broken off anywhere.
import { setTimeout as wait } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '#database/open.ts';
import { SEALED_COLUMNS, type SealedColumn } from '#database/sealed_columns.ts';
import { after, type Clock, DAY_MS } from '#kernel/clock.ts';
import type { MerchantId } from '#kernel/id.ts';
import { CannotOpen, keyNumberOf, sealedHead } from '#kernel/seal.ts';
import type { OpenVault } from './vault.ts';
import { addKey, keyRows, tellOfKeys } from './wrapping_keys.ts';

/** Between telling of a new key and sealing with it: every process hears of it within a moment. */
export const SETTLE_MS = 10_000;
/** A retired key is deleted by a rotation this much later: a transaction that was under way may still have sealed with it. */
const RETIRED_KEPT_MS = DAY_MS;
const BATCH_ROWS = 200;
/** Until a pass finds nothing: each takes what processes sealed with the old key while the one before ran. */
const PASSES_MAX = 10;
const TOLD_MAX = 20;

export interface RotationDesk {
  database: Database;
  clock: Clock;
  vault: OpenVault;
  /** A line for who watches. */
  report: (line: string) => void;
  settle_ms?: number;
}

export interface Rotated {
  /** The number of the key that everything is sealed with now. */
  number: number;
  sealed_anew: number;
  /** Values that opened with no key that is here, so they did not before either. */
  unreadable: string[];
}

/** A rotation that was broken off goes on where it was. Throws where processes go on sealing with an older key. */
export async function rotateKeys(desk: RotationDesk): Promise<Rotated> {
  await wrapUnderMaster(desk);
  const number = await newestKey(desk);
  let sealed_anew = 0;
  for (let pass = 1; pass <= PASSES_MAX; pass += 1) {
    const unreadable: string[] = [];
    let changed = 0;
    for (const column of SEALED_COLUMNS) changed += await sealColumn(desk, column, number, unreadable);
    sealed_anew += changed;
    if (changed > 0) continue;
    await retireOthers(desk, number);
    return { number, sealed_anew, unreadable };
  }
  throw new Error(
    'some process goes on sealing with an older key; see that its clock is right, restart it, then run this again',
  );
}

/** After this the former master keys open nothing that is in force. */
async function wrapUnderMaster({ database, vault, report }: RotationDesk): Promise<void> {
  for (const row of await keyRows(database)) {
    if (row.master === vault.port.master) continue;
    const { master, wrapped } = await vault.port.reEncrypt(row);
    await database.kysely
      .updateTable('encryption_keys')
      .set({ master, wrapped })
      .where('number', '=', row.number)
      .where('wrapped', '=', row.wrapped)
      .execute();
    report(`key ${row.number}: wrapped with ${master}`);
  }
}

/** The key to go to: that of a rotation under way, else a new one. Waits until processes seal with it. */
async function newestKey({ database, clock, vault, report, settle_ms = SETTLE_MS }: RotationDesk): Promise<number> {
  const inUse = (await keyRows(database)).filter(({ retired_at }) => retired_at === null);
  if (inUse.length < 2) {
    const number = Math.max(...(await keyRows(database)).map((row) => row.number)) + 1;
    const { plain, ...wrapped } = await vault.port.generateDataKey();
    plain.fill(0);
    const now = clock.now();
    await addKey(database, { ...wrapped, number, created: now, active_from: after(now, settle_ms) });
  }
  const newest = (await keyRows(database)).at(-1)!;
  await vault.keys.load();
  report(`key ${newest.number}: ${inUse.length < 2 ? 'made' : 'goes on'}`);
  await wait(Math.max(0, newest.active_from.getTime() - clock.now().getTime()));
  return newest.number;
}

/** How many values are sealed with which key; null: by a version that did not say. */
export async function countSealed({ kysely }: Database): Promise<Map<number | null, number>> {
  const counts = new Map<number | null, number>();
  for (const { table, column } of SEALED_COLUMNS) {
    const sealed = sql.ref(column);
    const { rows } = await sql<{ head: Buffer; count: string }>`
      select substring(${sealed} from 1 for 5) as head, count(*) as count from ${sql.table(table)}
      where octet_length(${sealed}) > 0 group by 1`.execute(kysely);
    for (const { head, count } of rows) {
      const number = keyNumberOf(head);
      counts.set(number, (counts.get(number) ?? 0) + Number(count));
    }
  }
  return counts;
}

type Found = Record<string, unknown> & { tenant: MerchantId | 'installation'; row: string; sealed: Uint8Array };

/** Row by row, each its own statement that changes only what it read: nobody waits for it, and it overwrites nobody. */
async function sealColumn(
  { database, vault, report }: RotationDesk,
  column: SealedColumn,
  number: number,
  unreadable: string[],
): Promise<number> {
  let [changed, last] = [0, null as Found | null];
  for (;;) {
    const rows = await outdated(database, column, number, last);
    for (const found of rows) {
      const place = { tenant: found.tenant, table: column.table, column: column.sealed_as ?? column.column };
      try {
        const fresh = vault.sealer.rewrap(found.sealed, { ...place, row: found.row });
        changed += await put(database, column, found, fresh);
      } catch (error) {
        if (!(error instanceof CannotOpen)) throw error;
        if (unreadable.length < TOLD_MAX) unreadable.push(`${column.table}.${column.column} of ${found.row}`);
      }
    }
    last = rows.at(-1) ?? null;
    if (rows.length > 0) report(`${column.table}.${column.column}: ${changed} sealed anew`);
    if (rows.length < BATCH_ROWS) return changed;
  }
}

async function outdated(
  { kysely }: Database,
  { table, column, key, tenant, row }: SealedColumn,
  number: number,
  last: Found | null,
): Promise<Found[]> {
  const keys = sql.join(key.map((name) => sql.ref(`t.${name}`)));
  const beyond = last === null ? sql`true` : sql`(${keys}) > (${sql.join(key.map((name) => last[name]))})`;
  const sealed = sql.ref(`t.${column}`);
  const { rows } = await sql<Found>`
    select ${keys}, ${sql.raw(tenant)} as tenant, ${sql.raw(row)} as row, ${sealed} as sealed from ${sql.table(table)} t
    where octet_length(${sealed}) > 0 and substring(${sealed} from 1 for 5) <> ${sealedHead(number)} and ${beyond}
    order by ${keys} limit ${BATCH_ROWS}`.execute(kysely);
  return rows;
}

async function put(
  { kysely }: Database,
  { table, column, key }: SealedColumn,
  found: Found,
  fresh: Uint8Array,
): Promise<number> {
  const same = key.map((name): RawBuilder<unknown> => sql`${sql.ref(name)} = ${found[name]}`);
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${fresh}
    where ${sql.join(same, sql` and `)} and ${sql.ref(column)} = ${found.sealed}`.execute(kysely);
  return Number(numAffectedRows ?? 0);
}

async function retireOthers({ database, clock }: RotationDesk, number: number): Promise<void> {
  const now = clock.now();
  await database.kysely
    .deleteFrom('encryption_keys')
    .where('number', '<>', number)
    .where('retired_at', '<=', after(now, -RETIRED_KEPT_MS))
    .execute();
  await database.kysely
    .updateTable('encryption_keys')
    .set({ retired_at: now })
    .where('number', '<>', number)
    .where('retired_at', 'is', null)
    .execute();
  await tellOfKeys(database);
}
