// oidc-provider's storage on the bank's SQLite file: one table for all models, one adapter per institution and model.
import { createHash } from 'node:crypto';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import { ALL_SCOPES } from '#oauth/scopes.ts';
import type { Store } from '#store/database.ts';
import type { Client } from '#world.ts';

/** How many expired rows one write removes at most; more than one per write, so the table cannot grow by expiry. */
const PURGE_PER_WRITE = 20;

/** What a stranger who reads the file must not be able to use: kept as a hash. */
const HASHED = new Set(['AccessToken', 'RefreshToken', 'AuthorizationCode', 'ClientCredentials']);

interface Row {
  payload: string;
  consumed_real: number | null;
}

/** The adapter factory of one institution. */
export function adapterFor(store: Store, slug: string, clients: readonly Client[]): AdapterFactory {
  return (model) => (model === 'Client' ? clientAdapter(slug, clients) : recordAdapter(store, slug, model));
}

function recordAdapter(store: Store, slug: string, model: string): Adapter {
  const keyOf = (id: string): string => (HASHED.has(model) ? createHash('sha256').update(id).digest('base64url') : id);
  const read = (row: Row | undefined, id?: string): AdapterPayload | undefined => {
    if (!row) return undefined;
    const payload: AdapterPayload = JSON.parse(row.payload);
    if (id !== undefined) payload.jti = id;
    if (row.consumed_real !== null) payload.consumed = Math.floor(row.consumed_real / 1000);
    return payload;
  };

  return {
    async upsert(id, payload, expiresIn) {
      const kept = HASHED.has(model) ? { ...payload, jti: undefined } : payload;
      const expiry = typeof expiresIn === 'number' ? Date.now() + expiresIn * 1000 : null;
      store.transact(() => {
        write(store, slug, model, keyOf(id), kept, expiry);
        purge(store);
      });
    },
    async find(id) {
      const sql = 'SELECT payload, consumed_real FROM oauth_records WHERE slug = ? AND model = ? AND id = ?';
      return read(store.get<Row>(sql, slug, model, keyOf(id)), id);
    },
    async findByUid(uid) {
      const sql = 'SELECT payload, consumed_real FROM oauth_records WHERE slug = ? AND model = ? AND uid = ?';
      return read(store.get<Row>(sql, slug, model, uid));
    },
    async findByUserCode() {
      return undefined; // the device flow is off
    },
    async consume(id) {
      const sql = 'UPDATE oauth_records SET consumed_real = ? WHERE slug = ? AND model = ? AND id = ?';
      store.run(sql, Date.now(), slug, model, keyOf(id));
    },
    async destroy(id) {
      store.run('DELETE FROM oauth_records WHERE slug = ? AND model = ? AND id = ?', slug, model, keyOf(id));
    },
    async revokeByGrantId(grantId) {
      store.run('DELETE FROM oauth_records WHERE slug = ? AND model = ? AND grant_id = ?', slug, model, grantId);
    },
  };
}

function write(
  store: Store,
  slug: string,
  model: string,
  id: string,
  payload: AdapterPayload,
  expiry: number | null,
): void {
  store.run(
    `INSERT INTO oauth_records (slug, model, id, payload, grant_id, uid, expires_at_real) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (slug, model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
       uid = excluded.uid, expires_at_real = excluded.expires_at_real`,
    slug,
    model,
    id,
    JSON.stringify(payload),
    // An interaction names a grant too, but must outlive it: the customer is still on the page.
    model === 'Interaction' ? null : (payload.grantId ?? null),
    payload.uid ?? null,
    expiry,
  );
}

function purge(store: Store): void {
  store.run(
    `DELETE FROM oauth_records WHERE rowid IN
       (SELECT rowid FROM oauth_records WHERE expires_at_real < ? ORDER BY expires_at_real LIMIT ?)`,
    Date.now(),
    PURGE_PER_WRITE,
  );
}

/** Clients come from the bank's options, read anew each time, because their redirect URIs may be known only later. */
function clientAdapter(slug: string, clients: readonly Client[]): Adapter {
  const refuse = async (): Promise<never> => {
    throw new Error('Clients are part of the bank’s options and cannot be changed.');
  };
  return {
    async find(id) {
      const client = clients.find((candidate) => candidate.client_id === id);
      if (!client) return undefined;
      return {
        client_id: client.client_id,
        client_secret: client.client_secret,
        client_name: client.client_name ?? client.client_id,
        redirect_uris: client.redirect_uris(slug),
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        scope: ALL_SCOPES.join(' '),
      };
    },
    async findByUid() {
      return undefined;
    },
    async findByUserCode() {
      return undefined;
    },
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  };
}
