// oidc-provider's storage on the bank's SQLite file: one table for all models, one adapter per institution and model.
import { createHash } from 'node:crypto';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { Institution } from '#data/institutions.ts';
import { CONSENT_REQUEST } from '#oauth/consent_request.ts';
import { scopesOf } from '#oauth/scopes.ts';
import type { Store } from '#store/database.ts';
import { subjectOf } from '#tls/peer.ts';
import type { Client } from '#world.ts';

/** How many expired rows one write removes at most; more than one per write, so the table cannot grow by expiry. */
const PURGE_PER_WRITE = 20;
/** How long a refresh token that was replaced still works, at banks that are patient. FAPI 2.0 asks for such a time. */
const GRACE_MS = 60_000;

/** What a stranger who reads the file must not be able to use: kept as a hash. */
const HASHED = new Set(['AccessToken', 'RefreshToken', 'AuthorizationCode', 'ClientCredentials']);

/** The key that a token is kept under. */
export function hashed(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

interface Row {
  payload: string;
  consumed_real: number | null;
}

/** The adapter factory of one institution. */
export function adapterFor(store: Store, institution: Institution, clients: readonly Client[]): AdapterFactory {
  const { slug, refresh_tokens } = institution;
  return (model) => {
    if (model === 'Client') return clientAdapter(institution, clients);
    const patient = model === 'RefreshToken' && refresh_tokens.rotation === 'grace';
    return recordAdapter(store, slug, model, patient ? GRACE_MS : 0);
  };
}

/** @param grace_ms how long after its use a record does not yet count as consumed */
function recordAdapter(store: Store, slug: string, model: string, grace_ms: number): Adapter {
  const keyOf = (id: string): string => (HASHED.has(model) ? hashed(id) : id);
  const read = (row: Row | undefined, id?: string): AdapterPayload | undefined => {
    if (!row) return undefined;
    const payload: AdapterPayload = JSON.parse(row.payload);
    if (id !== undefined) payload.jti = id;
    const { consumed_real: consumed } = row;
    if (consumed !== null && Date.now() >= consumed + grace_ms) payload.consumed = Math.floor(consumed / 1000);
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
      store.run(
        `UPDATE oauth_records SET consumed_real = coalesce(consumed_real, ?) WHERE slug = ? AND model = ? AND id = ?`,
        Date.now(),
        slug,
        model,
        keyOf(id),
      );
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
function clientAdapter(institution: Institution, clients: readonly Client[]): Adapter {
  const refuse = async (): Promise<never> => {
    throw new Error('Clients are part of the bank’s options and cannot be changed.');
  };
  return {
    async find(id) {
      const client = clients.find((candidate) => candidate.client_id === id);
      return client && registrationOf(institution, client);
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

/** How a client is registered at an institution, or undefined where it cannot do what the institution asks. */
function registrationOf(institution: Institution, client: Client): AdapterPayload | undefined {
  const { slug, security } = institution;
  const method = security.client_authentication;
  if (method === 'private_key_jwt' && !client.jwks_uri) return undefined;
  return {
    client_id: client.client_id,
    client_name: client.client_name ?? client.client_id,
    redirect_uris: client.redirect_uris(slug),
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code'],
    scope: scopesOf(institution).join(' '),
    token_endpoint_auth_method: method,
    ...(method === 'client_secret_basic' ? { client_secret: client.client_secret } : {}),
    ...(method === 'private_key_jwt' ? { jwks_uri: client.jwks_uri!() } : {}),
    ...(method === 'tls_client_auth' ? { tls_client_auth_subject_dn: subjectOf(client.client_id) } : {}),
    ...(security.rar ? { authorization_details_types: [CONSENT_REQUEST] } : {}),
    ...(security.sender_constraint === 'dpop' ? { dpop_bound_access_tokens: true } : {}),
    ...(security.sender_constraint === 'mtls' ? { tls_client_certificate_bound_access_tokens: true } : {}),
  };
}
