// Keys that must not reach the sandbox merchant's objects: those of another merchant. And keys of any merchant, in either mode.
import type { Row, Transaction } from '../server/src/database/schema.ts';
import type { KeyMaker } from '../server/src/domain/merchants/api_key_rows.ts';
import { type MerchantId, newId, randomText } from '../server/src/kernel/id.ts';
import { hashSecret } from '../server/src/kernel/secret.ts';

export interface KeyPair {
  secret: string;
  publishable: string;
}

export interface Strangers {
  other: KeyPair;
}

export async function addStrangers(trx: Transaction, maker: KeyMaker): Promise<Strangers> {
  return { other: (await addMerchant(trx, maker)).keys };
}

/** One more merchant with keys. */
export async function addMerchant(
  trx: Transaction,
  maker: KeyMaker,
  name = 'Other',
  livemode = false,
): Promise<{ merchant: Row<'merchants'>; keys: KeyPair }> {
  const id = newId('acct', maker.random);
  const look = { accent: null, logo_url: null, support_email: null, support_url: null, allowed_origins: [] };
  const merchant = await trx
    .insertInto('merchants')
    .values({ id, name, ...look, created: maker.clock.now() })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { merchant, keys: await addKeys(trx, id, livemode, maker) };
}

export async function addKeys(
  trx: Transaction,
  merchant: MerchantId,
  livemode: boolean,
  { clock, random, vault }: KeyMaker,
): Promise<KeyPair> {
  const pair = { secret: '', publishable: '' };
  for (const kind of ['secret', 'publishable'] as const) {
    const key = `${kind === 'secret' ? 'sk' : 'pk'}_${livemode ? 'live' : 'test'}_${randomText(24, random)}`;
    const id = newId('mk', random);
    const sealed = vault.sealer.seal(key, { tenant: merchant, table: 'api_keys', column: 'sealed', row: id });
    const row = { id, merchant, livemode, kind, sealed, hint: 'stranger', created: clock.now(), revoked_at: null };
    await trx
      .insertInto('api_keys')
      .values({ ...row, hash: hashSecret(key) })
      .execute();
    pair[kind] = key;
  }
  return pair;
}
