// The tables of the sandbox bank, written so that opening an existing file changes nothing.

/** Kept in the file (`user_version`): a file of another version is refused rather than misread. */
export const SCHEMA_VERSION = 2;

/**
 * Every moment is milliseconds since 1970. Columns that end in `_real` hold protocol time; all other moments are in the
 * person's own time, which may be a set one.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS people (
  person_id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  user TEXT NOT NULL,
  subject TEXT NOT NULL UNIQUE,
  set_time INTEGER,
  created_real INTEGER NOT NULL,
  UNIQUE (slug, user)
) STRICT;

CREATE TABLE IF NOT EXISTS accounts (
  account_id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  display_name TEXT NOT NULL,
  last4 TEXT NOT NULL CHECK (length(last4) = 4),
  account_type TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('OPEN', 'CLOSED')),
  account_number TEXT,
  facts TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS person_accounts (
  person_id TEXT NOT NULL REFERENCES people,
  account_id TEXT NOT NULL REFERENCES accounts,
  position INTEGER NOT NULL,
  PRIMARY KEY (person_id, account_id)
) STRICT;

CREATE TABLE IF NOT EXISTS consents (
  consent_id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  client_id TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES people,
  status TEXT NOT NULL CHECK (status IN ('ACTIVE', 'EXPIRED', 'REVOKED')),
  scope TEXT NOT NULL,
  account_hint TEXT,
  ordinal INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  ends_at INTEGER,
  end_announced INTEGER NOT NULL DEFAULT 0 CHECK (end_announced IN (0, 1)),
  held_from_real INTEGER,
  reauthentication INTEGER NOT NULL DEFAULT 0 CHECK (reauthentication IN (0, 1)),
  revocation_reason TEXT,
  revocation_initiator TEXT,
  CHECK ((status = 'REVOKED') = (revocation_initiator IS NOT NULL))
) STRICT;
CREATE INDEX IF NOT EXISTS consents_person ON consents (person_id, client_id);

CREATE TABLE IF NOT EXISTS transactions (
  transaction_id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts,
  amount INTEGER NOT NULL,
  description TEXT NOT NULL,
  transacted_at INTEGER NOT NULL,
  settles_at INTEGER CHECK (settles_at >= transacted_at),
  pends INTEGER NOT NULL CHECK (pends IN (0, 1)),
  outcome TEXT NOT NULL CHECK (outcome IN ('posted', 'void'))
) STRICT;
CREATE INDEX IF NOT EXISTS transactions_account ON transactions (account_id, transacted_at, transaction_id);

CREATE TABLE IF NOT EXISTS balances (
  account_id TEXT PRIMARY KEY REFERENCES accounts,
  current_offset INTEGER NOT NULL,
  available_offset INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS consent_accounts (
  consent_id TEXT NOT NULL REFERENCES consents,
  account_id TEXT NOT NULL REFERENCES accounts,
  position INTEGER NOT NULL,
  stopped INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1)),
  unavailable INTEGER NOT NULL DEFAULT 0 CHECK (unavailable IN (0, 1)),
  needs_consent INTEGER NOT NULL DEFAULT 0 CHECK (needs_consent IN (0, 1)),
  PRIMARY KEY (consent_id, account_id)
) STRICT;
CREATE INDEX IF NOT EXISTS consent_accounts_account ON consent_accounts (account_id);

-- Refresh tokens whose consent has ended, by the hash of each.
CREATE TABLE IF NOT EXISTS dead_tokens (
  slug TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  consent_id TEXT NOT NULL REFERENCES consents,
  PRIMARY KEY (slug, token_hash)
) STRICT;

CREATE TABLE IF NOT EXISTS superseded_consents (
  consent_id TEXT PRIMARY KEY REFERENCES consents,
  superseded_by TEXT NOT NULL REFERENCES consents
) STRICT;

CREATE TABLE IF NOT EXISTS consent_lookbacks (
  consent_id TEXT PRIMARY KEY REFERENCES consents,
  days INTEGER NOT NULL CHECK (days > 0)
) STRICT;

CREATE TABLE IF NOT EXISTS sign_in_demands (
  consent_id TEXT PRIMARY KEY REFERENCES consents,
  required_from INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS token_issues (
  consent_id TEXT PRIMARY KEY REFERENCES consents,
  issued INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS consent_reads (
  consent_id TEXT NOT NULL REFERENCES consents,
  resource TEXT NOT NULL,
  PRIMARY KEY (consent_id, resource)
) STRICT;

CREATE TABLE IF NOT EXISTS numbers (
  number_id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES people,
  account_id TEXT NOT NULL REFERENCES accounts,
  routing_number TEXT NOT NULL,
  identifier TEXT NOT NULL,
  issued INTEGER NOT NULL,
  expires_at INTEGER,
  held_until_real INTEGER,
  revoked INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1)),
  read INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1))
) STRICT;
CREATE INDEX IF NOT EXISTS numbers_holder ON numbers (person_id, account_id, client_id);

CREATE TABLE IF NOT EXISTS number_consents (
  consent_id TEXT NOT NULL REFERENCES consents,
  account_id TEXT NOT NULL,
  number_id TEXT NOT NULL REFERENCES numbers,
  PRIMARY KEY (consent_id, account_id)
) STRICT;
CREATE INDEX IF NOT EXISTS number_consents_number ON number_consents (number_id);

CREATE TABLE IF NOT EXISTS oauth_records (
  slug TEXT NOT NULL,
  model TEXT NOT NULL,
  id TEXT NOT NULL,
  payload TEXT NOT NULL,
  grant_id TEXT,
  uid TEXT,
  expires_at_real INTEGER,
  consumed_real INTEGER,
  PRIMARY KEY (slug, model, id)
) STRICT;
CREATE INDEX IF NOT EXISTS oauth_records_grant ON oauth_records (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS oauth_records_uid ON oauth_records (slug, model, uid) WHERE uid IS NOT NULL;
CREATE INDEX IF NOT EXISTS oauth_records_expiry ON oauth_records (expires_at_real) WHERE expires_at_real IS NOT NULL;

CREATE TABLE IF NOT EXISTS form_sign_ins (
  sign_in_id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  client_id TEXT NOT NULL,
  user TEXT NOT NULL,
  account_hint TEXT,
  person_time INTEGER,
  scope TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('challenge', 'complete', 'failed')),
  challenge TEXT,
  attempt INTEGER NOT NULL,
  answers INTEGER NOT NULL,
  error TEXT,
  expires_at_real INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS form_sign_ins_expiry ON form_sign_ins (expires_at_real);

-- Of the sign-ins through a form: those in which a one-time code was right.
CREATE TABLE IF NOT EXISTS form_codes (
  sign_in_id TEXT PRIMARY KEY REFERENCES form_sign_ins ON DELETE CASCADE
) STRICT;

-- What an app signs in again with, by its hash: how often password and known devices had changed when it was given.
CREATE TABLE IF NOT EXISTS form_keys (
  token_hash TEXT PRIMARY KEY,
  consent_id TEXT NOT NULL REFERENCES consents,
  password_changes INTEGER NOT NULL,
  device_changes INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS form_keys_consent ON form_keys (consent_id);

CREATE TABLE IF NOT EXISTS form_sessions (
  token_hash TEXT PRIMARY KEY,
  consent_id TEXT NOT NULL REFERENCES consents,
  ends_at INTEGER NOT NULL,
  ends_at_real INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS form_sessions_consent ON form_sessions (consent_id);
CREATE INDEX IF NOT EXISTS form_sessions_end ON form_sessions (ends_at_real);

CREATE TABLE IF NOT EXISTS online_access (
  person_id TEXT PRIMARY KEY REFERENCES people,
  password_salt TEXT,
  password_hash TEXT,
  password_changes INTEGER NOT NULL,
  wrong_passwords INTEGER NOT NULL,
  locked INTEGER NOT NULL CHECK (locked IN (0, 1)),
  codes TEXT NOT NULL CHECK (codes IN ('never', 'new_device', 'always')),
  device_changes INTEGER NOT NULL,
  asks_terms INTEGER NOT NULL CHECK (asks_terms IN (0, 1)),
  asks_profile INTEGER NOT NULL CHECK (asks_profile IN (0, 1)),
  CHECK ((password_salt IS NULL) = (password_hash IS NULL))
) STRICT;

-- Files of before sessions existed kept one token per consent: it goes on as what an app signs in again with.
CREATE TABLE IF NOT EXISTS form_tokens (token_hash TEXT PRIMARY KEY, consent_id TEXT NOT NULL) STRICT;
INSERT OR IGNORE INTO form_keys (token_hash, consent_id, password_changes, device_changes)
  SELECT token_hash, consent_id, 0, NULL FROM form_tokens;
DROP TABLE form_tokens;

CREATE TABLE IF NOT EXISTS account_conditions (
  account_id TEXT NOT NULL REFERENCES accounts,
  condition TEXT NOT NULL,
  PRIMARY KEY (account_id, condition)
) STRICT;

CREATE TABLE IF NOT EXISTS consent_accesses (
  consent_id TEXT PRIMARY KEY REFERENCES consents,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS suspended_clients (
  slug TEXT NOT NULL,
  client_id TEXT NOT NULL,
  PRIMARY KEY (slug, client_id)
) STRICT;

CREATE TABLE IF NOT EXISTS notification_subscriptions (
  subscription_id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  client_id TEXT NOT NULL,
  type TEXT NOT NULL,
  category TEXT NOT NULL,
  callback_url TEXT NOT NULL,
  effective_at_real INTEGER NOT NULL,
  UNIQUE (slug, client_id, type)
) STRICT;

CREATE TABLE IF NOT EXISTS notifications (
  notification_id TEXT PRIMARY KEY,
  subscription_id TEXT NOT NULL REFERENCES notification_subscriptions ON DELETE CASCADE,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at_real INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS notifications_due ON notifications (due_at_real);
CREATE INDEX IF NOT EXISTS notifications_subscription ON notifications (subscription_id);

CREATE TABLE IF NOT EXISTS customer_sessions (
  session_hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people,
  expires_at_real INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS customer_sessions_expiry ON customer_sessions (expires_at_real);
CREATE INDEX IF NOT EXISTS accounts_number ON accounts (account_number) WHERE account_number IS NOT NULL;
CREATE INDEX IF NOT EXISTS numbers_digits ON numbers (identifier);

CREATE TABLE IF NOT EXISTS ach_entries (
  client_id TEXT NOT NULL,
  trace_number TEXT NOT NULL,
  digest TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('debit', 'credit')),
  account_id TEXT REFERENCES accounts,
  amount INTEGER NOT NULL CHECK (amount > 0),
  company_name TEXT NOT NULL,
  effective_at INTEGER,
  verdict TEXT NOT NULL,
  ends_at_real INTEGER NOT NULL,
  PRIMARY KEY (client_id, trace_number)
) STRICT;
CREATE INDEX IF NOT EXISTS ach_entries_account ON ach_entries (account_id) WHERE account_id IS NOT NULL;

-- Files of before this table existed kept frozen accounts in one of their own.
CREATE TABLE IF NOT EXISTS frozen_accounts (account_id TEXT PRIMARY KEY) STRICT;
INSERT OR IGNORE INTO account_conditions (account_id, condition) SELECT account_id, 'frozen' FROM frozen_accounts;
DROP TABLE frozen_accounts;
`;
