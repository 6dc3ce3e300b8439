-- Payment methods, the intents that set them up, the mandates that customers give, and micro-deposits that prove typed-in numbers.

-- A US bank account that money is moved with. It has the digits itself, because it outlives the link that it was made from.
CREATE TABLE payment_methods (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  -- Whom it is attached to.
  customer text COLLATE "C" REFERENCES customers,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  -- The linked account that it was made from and follows; null: digits that somebody typed in.
  account text COLLATE "C" REFERENCES accounts,
  account_holder_type text CHECK (account_holder_type IN ('company', 'individual')),
  account_type text CHECK (account_type IN ('checking', 'savings')),
  bank_name text,
  routing_number text NOT NULL,
  last4 text NOT NULL,
  sealed bytea NOT NULL,
  -- The same for the same account of the same merchant.
  fingerprint text COLLATE "C" NOT NULL,
  -- When it was proved that the digits belong to who gave them; null: not yet.
  verified_at timestamptz,
  blocked_reason text CHECK (blocked_reason IN ('bank_account_closed', 'bank_account_frozen', 'bank_account_invalid_details',
    'bank_account_restricted', 'bank_account_unusable', 'debit_not_authorized', 'tokenized_account_number_deactivated')),
  blocked_code text CHECK (blocked_code ~ '^R[0-9]{2}$'),
  billing_details jsonb NOT NULL,
  allow_redisplay text NOT NULL CHECK (allow_redisplay IN ('always', 'limited', 'unspecified')),
  metadata jsonb NOT NULL DEFAULT '{}',
  created timestamptz NOT NULL,
  -- When it was detached from a customer: it can be read, but is of no use any more.
  detached_at timestamptz,
  CHECK (blocked_code IS NULL OR blocked_reason IS NOT NULL),
  CHECK (detached_at IS NULL OR customer IS NULL)
);
CREATE INDEX payment_methods_newest ON payment_methods (merchant, livemode, sequence DESC) WHERE detached_at IS NULL;
CREATE INDEX payment_methods_by_customer ON payment_methods (customer, sequence DESC) WHERE customer IS NOT NULL;
CREATE INDEX payment_methods_by_account ON payment_methods (account) WHERE account IS NOT NULL;

CREATE TABLE mandates (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  payment_method text COLLATE "C" NOT NULL REFERENCES payment_methods,
  -- The setup or payment intent that it was accepted with.
  intent text COLLATE "C" NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'inactive', 'pending')),
  type text NOT NULL CHECK (type IN ('multi_use', 'single_use')),
  amount bigint,
  currency text,
  collection_method text CHECK (collection_method IN ('paper')),
  acceptance text NOT NULL CHECK (acceptance IN ('online', 'offline')),
  accepted_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created timestamptz NOT NULL,
  CHECK ((amount IS NULL) = (currency IS NULL)),
  CHECK (type = 'single_use' OR amount IS NULL)
);
CREATE INDEX mandates_by_payment_method ON mandates (payment_method, sequence DESC);

CREATE TABLE setup_intents (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  customer text COLLATE "C" REFERENCES customers,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  payment_method text COLLATE "C" REFERENCES payment_methods,
  status text NOT NULL CHECK (status IN ('requires_payment_method', 'requires_confirmation', 'requires_action', 'succeeded', 'canceled')),
  usage text NOT NULL CHECK (usage IN ('on_session', 'off_session')),
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  payment_method_types text[] NOT NULL,
  -- What the intent was made to allow; null: not said.
  allowed_payment_method_types text[],
  automatic_payment_methods jsonb,
  payment_method_options jsonb NOT NULL DEFAULT '{}',
  -- {amount, currency} of a mandate that is good for one payment.
  single_use jsonb,
  mandate text COLLATE "C" REFERENCES mandates,
  latest_attempt text COLLATE "C",
  last_setup_error jsonb,
  cancellation_reason text CHECK (cancellation_reason IN ('abandoned', 'duplicate', 'requested_by_customer')),
  client_secret_hash bytea NOT NULL UNIQUE,
  client_secret_sealed bytea NOT NULL,
  created timestamptz NOT NULL,
  CHECK (payment_method IS NOT NULL OR status IN ('requires_payment_method', 'canceled'))
);
CREATE INDEX setup_intents_newest ON setup_intents (merchant, livemode, sequence DESC);
CREATE INDEX setup_intents_by_customer ON setup_intents (customer, sequence DESC) WHERE customer IS NOT NULL;
CREATE INDEX setup_intents_by_payment_method ON setup_intents (payment_method) WHERE payment_method IS NOT NULL;

-- One confirmation of a setup intent, whatever came of it.
CREATE TABLE setup_attempts (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  setup_intent text COLLATE "C" NOT NULL REFERENCES setup_intents,
  payment_method text COLLATE "C" NOT NULL REFERENCES payment_methods,
  customer text COLLATE "C" REFERENCES customers,
  status text NOT NULL CHECK (status IN ('requires_action', 'succeeded', 'failed', 'abandoned')),
  usage text NOT NULL,
  setup_error jsonb,
  created timestamptz NOT NULL
);
CREATE INDEX setup_attempts_by_intent ON setup_attempts (setup_intent, sequence DESC);

-- The latest micro-deposits of a setup or payment intent.
CREATE TABLE microdeposits (
  intent text COLLATE "C" PRIMARY KEY,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  payment_method text COLLATE "C" NOT NULL REFERENCES payment_methods,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  type text NOT NULL CHECK (type IN ('amounts', 'descriptor_code')),
  state text NOT NULL CHECK (state IN ('sent', 'verified', 'failed')),
  -- Wrong answers so far, told apart by what was answered with.
  wrong_amounts int NOT NULL DEFAULT 0,
  wrong_codes int NOT NULL DEFAULT 0,
  arrives_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- Opens the page on which the customer answers; the link has to be shown again.
  token_hash bytea NOT NULL UNIQUE,
  token_sealed bytea NOT NULL
);
CREATE INDEX microdeposits_by_payment_method ON microdeposits (payment_method);

-- A session in which a bank account is collected for an intent, and what it ends with where numbers were typed in.
ALTER TABLE sessions
  -- The setup or payment intent; its payment method is made as the session ends.
  ADD COLUMN intent text COLLATE "C",
  -- What the merchant's page says of the account's owner.
  ADD COLUMN billing_details jsonb,
  -- The last digits of the account number that the customer typed in.
  ADD COLUMN typed_last4 text,
  -- A token of the one account of a session for payouts.
  ADD COLUMN bank_account_token text COLLATE "C",
  DROP CONSTRAINT sessions_manual_entry_check,
  ADD CHECK (manual_entry IN ('automatic', 'custom', 'disabled', 'required'));
CREATE INDEX sessions_by_intent ON sessions (intent) WHERE intent IS NOT NULL;
