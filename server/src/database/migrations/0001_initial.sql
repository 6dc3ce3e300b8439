-- The first schema: merchants and keys, customers and clocks, connections, events and webhooks, jobs.
-- Text columns that are ids or cursors sort by bytes ("C") on every cluster. Rows carry timestamptz, the wire unix seconds.

-- One row: a constant sealed with the encryption key that everything else in here is sealed with.
CREATE TABLE installation (
  id int PRIMARY KEY CHECK (id = 1),
  canary bytea NOT NULL,
  created timestamptz NOT NULL
);

CREATE TABLE merchants (
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  accent text,
  logo_url text,
  support_email text,
  support_url text,
  allowed_origins text[] NOT NULL DEFAULT '{}',
  created timestamptz NOT NULL
);

CREATE TABLE api_keys (
  id text COLLATE "C" PRIMARY KEY,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  kind text NOT NULL CHECK (kind IN ('secret', 'publishable')),
  hash bytea NOT NULL UNIQUE,
  sealed bytea NOT NULL,
  hint text NOT NULL,
  created timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX api_keys_by_merchant ON api_keys (merchant, livemode, kind);

CREATE TABLE test_clocks (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  name text,
  frozen_time timestamptz NOT NULL,
  target_time timestamptz,
  status text NOT NULL CHECK (status IN ('ready', 'advancing', 'internal_failure')),
  deletes_after timestamptz NOT NULL,
  created timestamptz NOT NULL,
  deleted_at timestamptz,
  CHECK ((status = 'advancing') = (target_time IS NOT NULL))
);
CREATE INDEX test_clocks_newest ON test_clocks (merchant, sequence DESC);

CREATE TABLE customers (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  name text,
  email text,
  phone text,
  description text,
  address jsonb,
  shipping jsonb,
  metadata jsonb NOT NULL DEFAULT '{}',
  preferred_locales text[] NOT NULL DEFAULT '{}',
  tax_exempt text NOT NULL DEFAULT 'none' CHECK (tax_exempt IN ('none', 'exempt', 'reverse')),
  balance bigint NOT NULL DEFAULT 0,
  invoice_prefix text NOT NULL,
  next_invoice_sequence bigint NOT NULL DEFAULT 1,
  invoice_settings jsonb NOT NULL DEFAULT '{}',
  business_name text,
  individual_name text,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  created timestamptz NOT NULL,
  deleted_at timestamptz
);
CREATE INDEX customers_newest ON customers (merchant, livemode, sequence DESC) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_email ON customers (merchant, livemode, email, sequence DESC) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_clock ON customers (test_clock) WHERE test_clock IS NOT NULL;

CREATE TABLE institutions (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  slug text NOT NULL UNIQUE,
  livemode boolean NOT NULL,
  name text NOT NULL,
  display_name text NOT NULL,
  connector text NOT NULL CHECK (connector IN ('fdx', 'credentials')),
  color text NOT NULL,
  featured_rank int,
  status text NOT NULL CHECK (status IN ('active', 'degraded', 'inactive')),
  countries text[] NOT NULL,
  features text[] NOT NULL,
  routing_numbers text[] NOT NULL,
  url text,
  protocol jsonb NOT NULL,
  policy jsonb NOT NULL
);

-- A set of credentials at one bank for one holder and one person there.
CREATE TABLE authorizations (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  customer text COLLATE "C" REFERENCES customers,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  institution text COLLATE "C" NOT NULL REFERENCES institutions,
  bank_subject text NOT NULL,
  bank_user text,
  status text NOT NULL CHECK (status IN ('active', 'inactive', 'disconnected')),
  inactive_cause text,
  inactive_action text,
  active_cause text,
  active_action text,
  expected_deactivation_at timestamptz,
  consent text,
  credential bytea,
  credential_version int NOT NULL DEFAULT 0,
  lease_owner text,
  lease_until timestamptz,
  refresh_in_flight_at timestamptz,
  checked_at timestamptz,
  created timestamptz NOT NULL,
  CHECK ((status = 'inactive') = (inactive_cause IS NOT NULL AND inactive_action IS NOT NULL)),
  CHECK ((expected_deactivation_at IS NOT NULL) = (active_cause IS NOT NULL AND active_action IS NOT NULL)),
  CHECK (status = 'active' OR expected_deactivation_at IS NULL)
);
-- Same authorization if and only if same holder, same institution, same bank subject.
CREATE UNIQUE INDEX authorizations_identity ON authorizations (merchant, livemode, customer, institution, bank_subject)
  WHERE customer IS NOT NULL AND status <> 'disconnected';

CREATE INDEX authorizations_by_consent ON authorizations (institution, consent) WHERE consent IS NOT NULL;
CREATE INDEX authorizations_by_clock ON authorizations (test_clock) WHERE test_clock IS NOT NULL;

-- The consents an authorization has had at the bank; at most one is current.
CREATE TABLE consents (
  authorization_id text COLLATE "C" NOT NULL REFERENCES authorizations,
  bank_consent text NOT NULL,
  supersedes text,
  permissions text[] NOT NULL,
  granted_at timestamptz NOT NULL,
  expires_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  PRIMARY KEY (authorization_id, bank_consent)
);

CREATE TABLE accounts (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  customer text COLLATE "C" REFERENCES customers,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  authorization_id text COLLATE "C" NOT NULL REFERENCES authorizations,
  institution text COLLATE "C" NOT NULL REFERENCES institutions,
  bank_account text NOT NULL,
  number_fingerprint bytea,
  display_name text,
  last4 text,
  category text NOT NULL CHECK (category IN ('cash', 'credit', 'investment', 'other')),
  subcategory text NOT NULL CHECK (subcategory IN ('checking', 'savings', 'mortgage', 'line_of_credit', 'credit_card', 'other')),
  currency text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'inactive', 'disconnected')),
  inactive_cause text,
  inactive_action text,
  missing_since timestamptz,
  permissions text[] NOT NULL,
  subscriptions text[] NOT NULL DEFAULT '{}',
  supported_payment_method_types text[] NOT NULL,
  created timestamptz NOT NULL,
  CHECK ((status = 'inactive') = (inactive_cause IS NOT NULL AND inactive_action IS NOT NULL))
);
-- One row per account at the bank: a duplicate cannot be written.
CREATE UNIQUE INDEX accounts_identity ON accounts (authorization_id, bank_account) WHERE status <> 'disconnected';
CREATE INDEX accounts_by_customer ON accounts (merchant, livemode, customer, sequence DESC);
CREATE INDEX accounts_newest ON accounts (merchant, livemode, sequence DESC);

-- The account and routing number in force, one per account.
CREATE TABLE account_numbers (
  account text COLLATE "C" PRIMARY KEY REFERENCES accounts,
  identifier_type text NOT NULL CHECK (identifier_type IN ('account_number', 'tokenized_account_number')),
  status text NOT NULL CHECK (status IN ('transactable', 'deactivated', 'pending', 'expired')),
  expected_expiry_at timestamptz,
  supported_networks text[] NOT NULL,
  sealed bytea,
  fingerprint bytea,
  updated timestamptz NOT NULL
);

CREATE TABLE sessions (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  customer text COLLATE "C" REFERENCES customers,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  client_secret_hash bytea NOT NULL UNIQUE,
  client_secret_sealed bytea NOT NULL,
  permissions text[] NOT NULL,
  prefetch text[] NOT NULL DEFAULT '{}',
  filter_subcategories text[],
  filter_countries text[],
  filter_institution text COLLATE "C" REFERENCES institutions,
  filter_payment_support text CHECK (filter_payment_support IN ('all', 'at_least_one', 'none')),
  limit_accounts int CHECK (limit_accounts > 0),
  manual_entry text CHECK (manual_entry IN ('automatic', 'disabled')),
  return_url text,
  relink_authorization text COLLATE "C" REFERENCES authorizations,
  relink_account text COLLATE "C" REFERENCES accounts,
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'cancelled')),
  cancelled_reason text,
  result_account text COLLATE "C" REFERENCES accounts,
  result_authorization text COLLATE "C" REFERENCES authorizations,
  result_failure text CHECK (result_failure IN ('no_account', 'no_authorization', 'other')),
  reactivated_accounts text[] NOT NULL DEFAULT '{}',
  agreed_at timestamptz,
  institution text COLLATE "C" REFERENCES institutions,
  visit text COLLATE "C",
  locale text,
  opening jsonb,
  created timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  finished_at timestamptz,
  CHECK ((status = 'pending') = (finished_at IS NULL)),
  CHECK (relink_account IS NULL OR relink_authorization IS NOT NULL)
);

CREATE TABLE session_accounts (
  session text COLLATE "C" NOT NULL REFERENCES sessions,
  account text COLLATE "C" NOT NULL REFERENCES accounts,
  position int NOT NULL,
  PRIMARY KEY (session, account)
);
CREATE INDEX session_accounts_by_account ON session_accounts (account);

-- One visit of a customer to a bank within a session; a retry is a new visit.
CREATE TABLE bank_visits (
  id text COLLATE "C" PRIMARY KEY,
  session text COLLATE "C" NOT NULL REFERENCES sessions,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  institution text COLLATE "C" NOT NULL REFERENCES institutions,
  state text NOT NULL CHECK (state IN ('starting', 'redirect', 'form', 'working', 'choosing', 'linking', 'failed', 'done', 'left')),
  origin text NOT NULL,
  headless boolean NOT NULL,
  step jsonb NOT NULL DEFAULT '{}',
  secret bytea,
  launch_hash bytea UNIQUE,
  launch_sealed bytea,
  launched_at timestamptz,
  browser_hash bytea,
  oauth_state_hash bytea UNIQUE,
  oauth_state_used_at timestamptz,
  credential bytea,
  consent jsonb,
  bank_subject text,
  bank_user text,
  candidates jsonb,
  chosen text[],
  failure jsonb,
  created timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX bank_visits_by_session ON bank_visits (session);

CREATE TABLE events (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  type text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  data jsonb NOT NULL,
  request_id text,
  idempotency_key text,
  created timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX events_newest ON events (merchant, livemode, sequence DESC);
CREATE INDEX events_by_type ON events (merchant, livemode, type, sequence DESC);

CREATE TABLE webhook_endpoints (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  url text NOT NULL,
  enabled_events text[] NOT NULL,
  api_version text,
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  secret bytea NOT NULL,
  status text NOT NULL CHECK (status IN ('enabled', 'disabled')),
  created timestamptz NOT NULL,
  deleted_at timestamptz
);
CREATE INDEX webhook_endpoints_newest ON webhook_endpoints (merchant, livemode, sequence DESC) WHERE deleted_at IS NULL;

CREATE TABLE webhook_deliveries (
  id text COLLATE "C" PRIMARY KEY,
  event text COLLATE "C" NOT NULL REFERENCES events,
  endpoint text COLLATE "C" NOT NULL REFERENCES webhook_endpoints,
  status text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz,
  lease_until timestamptz,
  created timestamptz NOT NULL,
  UNIQUE (event, endpoint),
  CHECK ((status = 'pending') = (due_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint, due_at) WHERE status = 'pending';

CREATE TABLE webhook_attempts (
  delivery text COLLATE "C" NOT NULL REFERENCES webhook_deliveries,
  attempt int NOT NULL,
  started_at timestamptz NOT NULL,
  duration_ms int NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('delivered', 'refused', 'unreachable', 'timeout', 'blocked', 'interrupted')),
  status_code int,
  detail text,
  PRIMARY KEY (delivery, attempt)
);

CREATE TABLE idempotency_keys (
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  key text COLLATE "C" NOT NULL,
  request_hash bytea NOT NULL,
  request_id text NOT NULL,
  -- The answer, or while there is none the job that it waits for.
  job bigint,
  status int,
  body bytea,
  created timestamptz NOT NULL,
  PRIMARY KEY (merchant, livemode, key),
  CHECK ((status IS NULL) = (body IS NULL)),
  CHECK (status IS NOT NULL OR job IS NOT NULL)
);
CREATE INDEX idempotency_keys_oldest ON idempotency_keys (created);

-- Due work. `test_clock` says on whose time it falls due; null means real time.
CREATE TABLE jobs (
  id bigserial PRIMARY KEY,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  unique_key text COLLATE "C",
  test_clock text COLLATE "C" REFERENCES test_clocks,
  due_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  not_before timestamptz,
  lease_until timestamptz,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  error text,
  created timestamptz NOT NULL,
  finished_at timestamptz,
  CHECK ((state = 'running') = (lease_until IS NOT NULL)),
  CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL))
);
CREATE INDEX jobs_due ON jobs (due_at, id) INCLUDE (kind, not_before) WHERE state = 'waiting' AND test_clock IS NULL;
CREATE INDEX jobs_due_on_clock ON jobs (test_clock, due_at, id) WHERE state = 'waiting' AND test_clock IS NOT NULL;
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_under_way ON jobs (kind, unique_key) WHERE state = 'running' AND unique_key IS NOT NULL;
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_unique ON jobs (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL;
