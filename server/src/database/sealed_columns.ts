// Every column that holds a sealed value, and how its place is read from the row: what a change of keys goes through.

export interface SealedColumn {
  table: string;
  column: string;
  /** The columns that name the row. */
  key: readonly string[];
  /** SQL of what the value is bound to; `t` is the row. */
  tenant: string;
  row: string;
  /** What the column is called in the place, where that is not its name. */
  sealed_as?: string;
}

const OWNER = 't.merchant';

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...['canary', 'fingerprint_key'].map((column) => ({
    ...{ table: 'installation', column, key: ['id'], tenant: `'installation'`, row: 't.id::text' },
  })),
  byId('api_keys', 'sealed'),
  byId('sessions', 'client_secret_sealed', 'client_secret'),
  byId('bank_visits', 'secret'),
  byId('bank_visits', 'launch_sealed'),
  byId('bank_visits', 'credential'),
  byId('authorizations', 'credential'),
  {
    ...{ table: 'account_numbers', column: 'sealed', key: ['account'], row: 't.account' },
    tenant: '(select merchant from accounts where id = t.account)',
  },
  { table: 'client_keys', column: 'private_key', key: ['kid'], tenant: `'installation'`, row: 't.kid' },
  byId('loose_grants', 'credential'),
  byId('webhook_endpoints', 'secret'),
  byId('webhook_endpoints', 'previous_secret'),
  {
    ...{ table: 'idempotency_keys', column: 'body', key: ['merchant', 'livemode', 'key'], tenant: OWNER },
    row: `t.merchant || '|' || case when t.livemode then 'live' else 'test' end || '|' || t.key`,
  },
  {
    ...{ table: 'hosted_links', column: 'token_sealed', key: ['session', 'number'] },
    tenant: '(select merchant from sessions where id = t.session)',
    row: `t.session || '/' || t.number`,
  },
  byId('mails', 'secret'),
  byId('mails', 'body'),
  byId('payment_methods', 'sealed'),
  byId('setup_intents', 'client_secret_sealed', 'client_secret'),
  byId('payment_intents', 'client_secret_sealed', 'client_secret'),
  { table: 'microdeposits', column: 'token_sealed', key: ['intent'], tenant: OWNER, row: 't.intent' },
  { table: 'ach_entries', column: 'sealed', key: ['trace_number'], tenant: OWNER, row: 't.trace_number' },
  byId('bank_tokens', 'sealed'),
  byId('external_accounts', 'sealed'),
  {
    ...{ table: 'cli_secrets', column: 'secret', key: ['merchant', 'livemode'], tenant: OWNER },
    row: `t.merchant || '|' || case when t.livemode then 'live' else 'test' end`,
  },
];

function byId(table: string, column: string, sealed_as?: string): SealedColumn {
  return { table, column, key: ['id'], tenant: OWNER, row: 't.id', ...(sealed_as !== undefined && { sealed_as }) };
}
