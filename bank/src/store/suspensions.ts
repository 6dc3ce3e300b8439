// Data recipients that a bank keeps out, each of them at one bank.
import type { Store } from '#store/database.ts';

export function suspendedClients(store: Store, slug: string): string[] {
  const sql = 'SELECT client_id FROM suspended_clients WHERE slug = ? ORDER BY client_id';
  return store.all<{ client_id: string }>(sql, slug).map((row) => row.client_id);
}

export function isSuspended(store: Store, slug: string, client_id: string): boolean {
  return store.get('SELECT 1 FROM suspended_clients WHERE slug = ? AND client_id = ?', slug, client_id) !== undefined;
}

export function setSuspended(store: Store, slug: string, client_id: string, suspended: boolean): void {
  const sql = suspended
    ? 'INSERT INTO suspended_clients (slug, client_id) VALUES (?, ?) ON CONFLICT DO NOTHING'
    : 'DELETE FROM suspended_clients WHERE slug = ? AND client_id = ?';
  store.run(sql, slug, client_id);
}
