-- Payments: intents to be paid, the charges they make, and the entries by which money moves over the ACH network.

CREATE TABLE payment_intents (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  customer text COLLATE "C" REFERENCES customers,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  payment_method text COLLATE "C" REFERENCES payment_methods,
  status text NOT NULL CHECK (status IN ('requires_payment_method', 'requires_confirmation', 'requires_action', 'processing',
    'succeeded', 'canceled')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  payment_method_types text[] NOT NULL,
  -- What the intent was made to allow; null: not said.
  allowed_payment_method_types text[],
  automatic_payment_methods jsonb,
  payment_method_options jsonb NOT NULL DEFAULT '{}',
  capture_method text NOT NULL CHECK (capture_method IN ('automatic', 'automatic_async')),
  confirmation_method text NOT NULL CHECK (confirmation_method IN ('automatic', 'manual')),
  setup_future_usage text CHECK (setup_future_usage IN ('off_session', 'on_session')),
  receipt_email text,
  shipping jsonb,
  statement_descriptor text,
  statement_descriptor_suffix text,
  transfer_group text,
  mandate text COLLATE "C" REFERENCES mandates,
  latest_charge text COLLATE "C",
  last_payment_error jsonb,
  cancellation_reason text CHECK (cancellation_reason IN ('abandoned', 'automatic', 'duplicate', 'failed_invoice', 'fraudulent',
    'requested_by_customer', 'void_invoice')),
  canceled_at timestamptz,
  client_secret_hash bytea NOT NULL UNIQUE,
  client_secret_sealed bytea NOT NULL,
  created timestamptz NOT NULL,
  CHECK (payment_method IS NOT NULL OR status IN ('requires_payment_method', 'canceled')),
  CHECK ((canceled_at IS NULL) = (status <> 'canceled')),
  CHECK (latest_charge IS NOT NULL OR status NOT IN ('processing', 'succeeded'))
);
CREATE INDEX payment_intents_newest ON payment_intents (merchant, livemode, sequence DESC);
CREATE INDEX payment_intents_by_customer ON payment_intents (customer, sequence DESC) WHERE customer IS NOT NULL;
CREATE INDEX payment_intents_by_payment_method ON payment_intents (payment_method) WHERE payment_method IS NOT NULL;

-- One attempt to take the money, whatever came of it.
CREATE TABLE charges (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  payment_intent text COLLATE "C" NOT NULL REFERENCES payment_intents,
  customer text COLLATE "C" REFERENCES customers,
  payment_method text COLLATE "C" NOT NULL REFERENCES payment_methods,
  mandate text COLLATE "C" REFERENCES mandates,
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  -- The method as it was when the money was asked for; it may have another number since.
  bank_account jsonb NOT NULL,
  billing_details jsonb NOT NULL,
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  receipt_email text,
  shipping jsonb,
  statement_descriptor text,
  statement_descriptor_suffix text,
  transfer_group text,
  failure_code text,
  failure_message text,
  network_code text CHECK (network_code ~ '^R[0-9]{2}$'),
  blocked boolean NOT NULL DEFAULT false,
  disputed boolean NOT NULL DEFAULT false,
  created timestamptz NOT NULL,
  CHECK ((failure_code IS NOT NULL) = (status = 'failed'))
);
CREATE INDEX charges_newest ON charges (merchant, livemode, sequence DESC);
CREATE INDEX charges_by_intent ON charges (payment_intent, sequence DESC);
CREATE INDEX charges_by_customer ON charges (customer, sequence DESC) WHERE customer IS NOT NULL;
-- An intent is being paid once at a time.
CREATE UNIQUE INDEX charges_pending ON charges (payment_intent) WHERE status = 'pending';

-- What is asked of the ACH network, written down before it is asked. The trace number makes asking twice the same as once.
CREATE TABLE ach_entries (
  trace_number text COLLATE "C" PRIMARY KEY CHECK (trace_number ~ '^[0-9]{15}$'),
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  test_clock text COLLATE "C" REFERENCES test_clocks,
  -- The charge or the payout that it is for.
  object text COLLATE "C" NOT NULL UNIQUE,
  direction text NOT NULL CHECK (direction IN ('debit', 'credit')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  -- The linked account whose number it is; null: a number that somebody typed in.
  account text COLLATE "C" REFERENCES accounts,
  routing_number text NOT NULL,
  sealed bytea NOT NULL,
  company_name text NOT NULL,
  individual_name text,
  -- From 'sending' on the network may have it. 'canceled': taken back before that.
  status text NOT NULL CHECK (status IN ('made', 'sending', 'submitted', 'settled', 'returned', 'rejected', 'refused',
    'canceled')),
  -- Of a returned entry: Nacha's code.
  return_code text CHECK (return_code ~ '^R[0-9]{2}$'),
  -- Of a rejected one: why the network did not take it.
  rejected_for text,
  -- How often the network was asked what became of it.
  looks int NOT NULL DEFAULT 0,
  created timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((return_code IS NOT NULL) = (status = 'returned')),
  CHECK ((rejected_for IS NOT NULL) = (status = 'rejected')),
  CHECK ((ended_at IS NULL) = (status IN ('made', 'sending', 'submitted')))
);
