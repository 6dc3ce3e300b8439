// What opens an object to a page, taken out of answers to restricted keys that may only read: a page writes, and its key is everybody's.
import type { KeyPermissions } from '#domain/merchants/api_key_rows.ts';
import { lookup } from '#kernel/lookup.ts';
import type { KeyResource } from '#wire/dashboard_workspace.ts';

/** By the object's type: the permission whose `write` shows its openers, and their fields. */
const OPENERS: Readonly<Record<string, { resource: KeyResource; fields: readonly string[] }>> = {
  setup_intent: { resource: 'setup_intents', fields: ['client_secret'] },
  payment_intent: { resource: 'payment_intents', fields: ['client_secret'] },
  'financial_connections.session': { resource: 'sessions', fields: ['client_secret', 'url'] },
};

/** Empties the fields in place, also of what was expanded. */
export function hideOpeners(value: unknown, permissions: KeyPermissions): void {
  if (Array.isArray(value)) for (const item of value) hideOpeners(item, permissions);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const fields = value as Record<string, unknown>;
  const opened = typeof fields.object === 'string' ? lookup(OPENERS, fields.object) : undefined;
  if (opened !== undefined && permissions[opened.resource] !== 'write') {
    for (const name of opened.fields) if (name in fields) fields[name] = null;
  }
  for (const inner of Object.values(fields)) hideOpeners(inner, permissions);
}
