-- Data products: what banks tell of linked accounts, and the refreshes that asked them for it.

-- Numbers attempts over all accounts, so that a later one has the greater number.
CREATE SEQUENCE account_refresh_attempts;

-- The newest refresh of each kind of data. A row goes when the customer's consent no longer covers the data. Times are the customer's.
CREATE TABLE account_refreshes (
  account text COLLATE "C" NOT NULL REFERENCES accounts,
  feature text NOT NULL CHECK (feature IN ('balance', 'inferred_balances', 'ownership', 'transactions')),
  attempt bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  last_attempted_at timestamptz NOT NULL,
  next_available_at timestamptz,
  -- When the last attempt began that succeeded, and when that was in real time.
  succeeded_at timestamptz,
  refreshed_at timestamptz,
  -- Under which of the bank's ids the account was then.
  bank_account text,
  PRIMARY KEY (account, feature),
  CHECK ((status = 'pending') = (next_available_at IS NULL))
);

CREATE TABLE account_balances (
  account text COLLATE "C" PRIMARY KEY REFERENCES accounts,
  as_of timestamptz NOT NULL,
  type text NOT NULL CHECK (type IN ('cash', 'credit')),
  currency text NOT NULL,
  current bigint NOT NULL,
  -- Of cash what is available, of credit what is used.
  detail bigint
);

-- Who owns an account, as of one refresh or several that found the same. The newest is in force.
CREATE TABLE account_ownerships (
  id text COLLATE "C" PRIMARY KEY,
  account text COLLATE "C" NOT NULL REFERENCES accounts,
  created timestamptz NOT NULL,
  replaced_at timestamptz
);
CREATE UNIQUE INDEX account_ownerships_current ON account_ownerships (account) WHERE replaced_at IS NULL;
CREATE INDEX account_ownerships_by_account ON account_ownerships (account);

CREATE TABLE account_owners (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  ownership text COLLATE "C" NOT NULL REFERENCES account_ownerships ON DELETE CASCADE,
  name text NOT NULL,
  email text,
  phone text,
  raw_address text,
  refreshed_at timestamptz NOT NULL
);
CREATE INDEX account_owners_by_ownership ON account_owners (ownership, sequence DESC);

-- The balance at the end of a day (UTC) on which it had changed.
CREATE TABLE inferred_balances (
  id text COLLATE "C" PRIMARY KEY,
  account text COLLATE "C" NOT NULL REFERENCES accounts,
  as_of timestamptz NOT NULL,
  currency text NOT NULL,
  current bigint NOT NULL,
  UNIQUE (account, as_of)
);

-- Refreshes of transactions have ids, by which merchants ask for what changed since.
CREATE TABLE transaction_refreshes (
  id text COLLATE "C" PRIMARY KEY,
  account text COLLATE "C" NOT NULL REFERENCES accounts,
  attempt bigint NOT NULL UNIQUE,
  created timestamptz NOT NULL
);
CREATE INDEX transaction_refreshes_by_account ON transaction_refreshes (account, attempt);

CREATE TABLE transactions (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL,
  account text COLLATE "C" NOT NULL REFERENCES accounts,
  bank_transaction text COLLATE "C" NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'posted', 'void')),
  amount bigint NOT NULL,
  currency text NOT NULL,
  description text NOT NULL,
  transacted_at timestamptz NOT NULL,
  posted_at timestamptz,
  void_at timestamptz,
  -- The attempt that created it or changed it last.
  refresh bigint NOT NULL,
  updated timestamptz NOT NULL
);
-- One row per transaction at the bank: a duplicate cannot be written.
CREATE UNIQUE INDEX transactions_identity ON transactions (account, bank_transaction);
CREATE INDEX transactions_newest ON transactions (account, transacted_at, sequence);
CREATE INDEX transactions_changed ON transactions (account, refresh, transacted_at, sequence);
CREATE INDEX transactions_pending ON transactions (account, transacted_at) WHERE status = 'pending';
