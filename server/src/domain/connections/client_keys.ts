// The platform's own keys at banks: made once, published before they are used, kept for what was bound to them or encrypted for them.
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { json } from '#database/json.ts';
import type { Row, Transaction } from '#database/schema.ts';
import type { Context, Vault } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import { randomText } from '#kernel/id.ts';

/** A replaced key counts for a day, because banks remember what they read; what it was for may turn up for a month. */
const PUBLISHED_MS = DAY_MS;
const KEPT_MS = 30 * DAY_MS;
const KID_LENGTH = 16;
/** More than a month of daily rotations. */
const PUBLISHED_MAX = 100;

export type KeyPurpose = Row<'client_keys'>['purpose'];
type KeyState = Row<'client_keys'>['state'];

/** As JWK; both halves are of the curve P-256. */
export interface ClientKey {
  kid: string;
  purpose: KeyPurpose;
  public_key: JsonWebKey;
  private_key: JsonWebKey;
}

/** What a bank reads of a key: algorithm and use. Proof keys are not published, they travel with their proofs. */
const PUBLISHED_AS = {
  signing: { use: 'sig', alg: 'ES256' },
  encryption: { use: 'enc', alg: 'ECDH-ES+A256KW' },
} as const;

/** The states that keys of a purpose wait in, besides being retired. */
const STATES: Readonly<Record<KeyPurpose, readonly KeyState[]>> = {
  signing: ['current', 'next'],
  encryption: ['current', 'next'],
  dpop: ['current'],
};

type Keyring = Pick<Context, 'trx' | 'clock' | 'random' | 'vault'>;

/** Makes what is missing. Several nodes that start together end up with the same keys. */
export async function ensureClientKeys(context: Keyring): Promise<void> {
  const there = await context.trx.selectFrom('client_keys').select(['purpose', 'state']).execute();
  for (const [purpose, states] of Object.entries(STATES) as [KeyPurpose, readonly KeyState[]][]) {
    for (const state of states) {
      const known = there.some((row) => row.purpose === purpose && row.state === state);
      if (!known) await makeKey(context, purpose, state);
    }
  }
}

/**
 * The key after the current one takes its place, a new one waits after it, and what is very old is deleted. `stolen`: banks must
 * not believe the former ones any more.
 */
export async function rotateClientKeys(context: Keyring, { stolen }: { stolen: boolean }): Promise<void> {
  const now = context.clock.now();
  const rows = await context.trx.selectFrom('client_keys').selectAll().orderBy('kid').forUpdate().execute();
  for (const { kid } of rows.filter(({ state }) => state === 'current')) {
    await context.trx
      .updateTable('client_keys')
      .set({ state: 'retired', retired_at: stolen ? after(now, -PUBLISHED_MS) : now })
      .where('kid', '=', kid)
      .execute();
  }
  for (const { kid } of rows.filter(({ state }) => state === 'next')) {
    await context.trx.updateTable('client_keys').set({ state: 'current' }).where('kid', '=', kid).execute();
  }
  await context.trx.deleteFrom('client_keys').where('retired_at', '<', after(now, -KEPT_MS)).execute();
  await ensureClientKeys(context);
}

/** Since when the keys that wait have been published; null where none waits. A bank that reads keys daily knows them after a day. */
export async function nextKeysSince(trx: Transaction): Promise<Date | null> {
  const row = await trx
    .selectFrom('client_keys')
    .select((select) => select.fn.max('created').as('since'))
    .where('state', '=', 'next')
    .executeTakeFirst();
  return row?.since ?? null;
}

/** All that are kept, for whoever looks after them. */
export async function clientKeys(trx: Transaction): Promise<Omit<Row<'client_keys'>, 'private_key' | 'public_key'>[]> {
  return await trx
    .selectFrom('client_keys')
    .select(['kid', 'purpose', 'state', 'created', 'retired_at'])
    .orderBy('purpose')
    .orderBy('created')
    .execute();
}

async function makeKey({ trx, clock, random, vault }: Keyring, purpose: KeyPurpose, state: KeyState): Promise<void> {
  const kid = randomText(KID_LENGTH, random);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await trx
    .insertInto('client_keys')
    .values({
      kid,
      purpose,
      state,
      public_key: json(publicKey.export({ format: 'jwk' }) as Record<string, unknown>),
      private_key: vault.sealer.seal(JSON.stringify(privateKey.export({ format: 'jwk' })), placeOf(kid)),
      created: clock.now(),
      retired_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type Opening = { trx: Transaction; vault: Vault };

export async function keyInUse(opening: Opening, purpose: KeyPurpose): Promise<ClientKey | null> {
  const { trx } = opening;
  const row = await trx
    .selectFrom('client_keys')
    .selectAll()
    .where('purpose', '=', purpose)
    .where('state', '=', 'current')
    .executeTakeFirst();
  return row === undefined ? null : opened(opening, row);
}

export async function keyById(opening: Opening, kid: string): Promise<ClientKey | null> {
  const row = await opening.trx.selectFrom('client_keys').selectAll().where('kid', '=', kid).executeTakeFirst();
  return row === undefined ? null : opened(opening, row);
}

/** What banks may read, the key in use first. */
export async function publishedKeys(opening: Opening, now: Date): Promise<JsonWebKey[]> {
  const rows = await opening.trx
    .selectFrom('client_keys')
    .selectAll()
    .where('purpose', '<>', 'dpop')
    .where((is) => is.or([is('retired_at', 'is', null), is('retired_at', '>', after(now, -PUBLISHED_MS))]))
    .orderBy('state')
    .orderBy('created')
    .limit(PUBLISHED_MAX)
    .execute();
  return rows.flatMap((row) => {
    const { kid, purpose, state } = row;
    // Nobody is asked to encrypt for a key that is on its way out.
    if (purpose === 'dpop' || (purpose === 'encryption' && state === 'retired')) return [];
    return [{ ...opened(opening, row).public_key, kid, ...PUBLISHED_AS[purpose] }];
  });
}

/** Both halves come from the sealed one: whoever could only write rows would have banks take his key for ours. */
function opened({ vault }: Opening, row: Row<'client_keys'>): ClientKey {
  const { kid, purpose } = row;
  const private_key = JSON.parse(vault.sealer.open(row.private_key, placeOf(kid))) as JsonWebKey;
  const { d: _, ...public_key } = private_key;
  return { kid, purpose, public_key, private_key };
}

function placeOf(kid: string) {
  return { tenant: 'installation' as const, table: 'client_keys', column: 'private_key', row: kid };
}
