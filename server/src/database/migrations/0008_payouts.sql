-- Payouts: bank accounts that connected accounts are paid out to, the tokens they are made from, and the payouts.

-- A bank account on its way to becoming somebody's: it is used once.
CREATE TABLE bank_tokens (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  -- The id that the bank account has on the token.
  bank_account text COLLATE "C" NOT NULL,
  -- The linked account that the number is of; null: somebody typed it in.
  account text COLLATE "C" REFERENCES accounts,
  account_holder_name text,
  account_holder_type text CHECK (account_holder_type IN ('company', 'individual')),
  account_type text CHECK (account_type IN ('checking', 'futsu', 'savings', 'toza')),
  bank_name text,
  country text NOT NULL,
  currency text NOT NULL,
  routing_number text NOT NULL,
  last4 text NOT NULL,
  sealed bytea NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  client_ip text,
  used_at timestamptz,
  created timestamptz NOT NULL
);

-- A bank account of a connected account, which is `merchant`. The linked account that it is made from is its platform's.
CREATE TABLE external_accounts (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  account text COLLATE "C" REFERENCES accounts,
  account_holder_name text,
  account_holder_type text CHECK (account_holder_type IN ('company', 'individual')),
  account_type text CHECK (account_type IN ('checking', 'futsu', 'savings', 'toza')),
  bank_name text,
  country text NOT NULL,
  currency text NOT NULL,
  routing_number text NOT NULL,
  last4 text NOT NULL,
  sealed bytea NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  status text NOT NULL CHECK (status IN ('new', 'errored', 'verification_failed', 'tokenized_account_number_deactivated')),
  default_for_currency boolean NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}',
  created timestamptz NOT NULL,
  deleted_at timestamptz
);
CREATE INDEX external_accounts_newest ON external_accounts (merchant, livemode, sequence DESC) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX external_accounts_default ON external_accounts (merchant, livemode, currency)
  WHERE default_for_currency AND deleted_at IS NULL;
CREATE INDEX external_accounts_by_account ON external_accounts (account) WHERE account IS NOT NULL;

CREATE TABLE payouts (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  destination text COLLATE "C" NOT NULL REFERENCES external_accounts,
  status text NOT NULL CHECK (status IN ('pending', 'in_transit', 'paid', 'failed', 'canceled')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  source_type text NOT NULL CHECK (source_type IN ('bank_account', 'card', 'fpx')),
  statement_descriptor text,
  failure_code text,
  failure_message text,
  arrives_at timestamptz NOT NULL,
  created timestamptz NOT NULL,
  CHECK ((failure_code IS NOT NULL) = (status = 'failed'))
);
CREATE INDEX payouts_newest ON payouts (merchant, livemode, sequence DESC);
CREATE INDEX payouts_by_destination ON payouts (destination, sequence DESC);
