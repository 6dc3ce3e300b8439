// Calls about API keys: list, make, read again, roll with an overlap, revoke.
import { z } from 'zod';
import { createKey, MAX_KEYS, revealKey, revokeKey, rollKey } from '#domain/merchants/api_key_operations.ts';
import { type ApiKey, type KeyPermissions, listKeys, lockKey } from '#domain/merchants/api_key_rows.ts';
import type { KeyKind } from '#domain/merchants/api_key_text.ts';
import { type ApiError, invalidParam, invalidRequest, missingParam, noSuch } from '#inbound/http/errors.ts';
import { enumeration, hash, text } from '#inbound/http/params.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { type ApiKeyRow, KEY_RESOURCES } from '#wire/dashboard_workspace.ts';
import { type Call, call, type DashboardContext } from './call.ts';
import { overlap_hours } from './webhook_endpoints.ts';

const NAME_MAX = 100;

const level = enumeration(['read', 'write']).optional();
const permissions = hash(Object.fromEntries(KEY_RESOURCES.map((resource) => [resource, level])));

const list = call('GET /api_keys', {
  role: 'viewer',
  run: async (context) => (await listKeys(context, MAX_KEYS)).map(row),
});

const create = call('POST /api_keys', {
  role: 'owner',
  body: z.object({
    kind: enumeration(['secret', 'publishable', 'restricted']),
    name: text({ max: NAME_MAX }),
    permissions: permissions.optional(),
  }),
  run: async (context, { body }) => {
    const { kind, name } = body;
    const made = await createKey(context, { kind, name, permissions: given(kind, body.permissions) });
    if (made === 'too_many') throw tooMany();
    context.about({ api_key: made.row.id });
    return { ...row(made.row), key: made.key };
  },
});

/** The log line of the request says who looked; it never holds the key. */
const reveal = call('POST /api_keys/:id/reveal', {
  role: 'owner',
  run: async (context, { path }) => {
    const key = revealKey(context, await requireKey(context, path.id));
    if (key === null) throw invalidRequest('This key cannot be shown: it was sealed with another encryption key.');
    return { key };
  },
});

const roll = call('POST /api_keys/:id/roll', {
  role: 'owner',
  body: z.object({ overlap_hours }),
  run: async (context, { path, body }) => {
    const made = await rollKey(context, await requireKey(context, path.id), body.overlap_hours);
    if (made === 'rolled_before') {
      throw invalidRequest('This key was rolled before and ends by itself. Roll its successor, or revoke this one.');
    }
    if (made === 'too_many') throw tooMany();
    return { ...row(made.row), key: made.key };
  },
});

const revoke = call('POST /api_keys/:id/revoke', {
  role: 'owner',
  run: async (context, { path }) => {
    await revokeKey(context, await requireKey(context, path.id));
    return { revoked: true as const };
  },
});

export const apiKeyCalls: readonly Call[] = [list, create, reveal, roll, revoke];

/** A restricted key that may do nothing would be a mistake that shows late. */
function given(kind: KeyKind, asked: KeyPermissions | undefined): KeyPermissions | null {
  if (kind !== 'restricted') {
    if (asked !== undefined) throw invalidParam('Only a restricted key has permissions.', 'permissions');
    return null;
  }
  if (asked === undefined) throw missingParam('permissions');
  if (Object.values(asked).every((value) => value === undefined)) {
    throw invalidParam('A restricted key needs at least one permission.', 'permissions');
  }
  return asked;
}

function tooMany(): ApiError {
  return invalidRequest(`You have reached the maximum of ${MAX_KEYS} API keys. Revoke one that is not used.`);
}

async function requireKey(context: DashboardContext, id: string): Promise<ApiKey> {
  const found = await lockKey(context, id);
  if (found === null) throw noSuch('API key', id, null);
  context.about({ api_key: found.id });
  return found;
}

function row(key: ApiKey): ApiKeyRow {
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    hint: key.hint,
    permissions: key.permissions,
    created: unixSeconds(key.created),
    expires_at: key.expires_at && unixSeconds(key.expires_at),
    last_used_at: key.last_used_at && unixSeconds(key.last_used_at),
  };
}
