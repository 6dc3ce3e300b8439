-- Operators at the Dashboard: how they sign in, and what their lists are read by.

-- A person is an e-mail address; what he may do at a merchant's says the merchant's row in `members`.

-- A browser in which somebody is signed in.
CREATE TABLE sign_ins (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  email text NOT NULL CHECK (email = lower(email)),
  -- The only business that it opens; null: every one that the person works for.
  merchant text COLLATE "C" REFERENCES merchants,
  token_hash bytea NOT NULL UNIQUE,
  user_agent text,
  created timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_ins_by_email ON sign_ins (email, sequence DESC);
CREATE INDEX sign_ins_over ON sign_ins (expires_at);

-- A link that signs somebody in, once: asked for, sent with an invitation, or printed at the start of the sandbox.
CREATE TABLE sign_in_links (
  token_hash bytea PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('sign_in', 'invitation', 'start')),
  email text NOT NULL CHECK (email = lower(email)),
  -- The business it was made for: whoever follows it by mail accepts the invitation of that one.
  merchant text COLLATE "C" REFERENCES merchants,
  -- It opens that business only, because others than its person can read it: in the business's mailbox, at a terminal.
  bound boolean NOT NULL,
  created timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CHECK (merchant IS NOT NULL OR (kind = 'start' AND NOT bound))
);
CREATE INDEX sign_in_links_by_email ON sign_in_links (email, created DESC);
CREATE INDEX sign_in_links_over ON sign_in_links (expires_at);

CREATE TABLE passkeys (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  email text NOT NULL CHECK (email = lower(email)),
  -- As the sign-in had it that the passkey was added by.
  merchant text COLLATE "C" REFERENCES merchants,
  credential_id text COLLATE "C" NOT NULL UNIQUE,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  name text,
  created timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX passkeys_by_email ON passkeys (email, sequence);

-- What a passkey is to sign, once. `email`: who was asked to, to add one; null: signed at a sign-in, so it is used up.
CREATE TABLE passkey_challenges (
  hash bytea PRIMARY KEY,
  email text,
  expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_challenges_by_email ON passkey_challenges (email, expires_at) WHERE email IS NOT NULL;
CREATE INDEX passkey_challenges_over ON passkey_challenges (expires_at);

-- When an active account ends by what is known today: its tokenized number, or the whole authorization.
ALTER TABLE accounts ADD COLUMN ends_at timestamptz;

CREATE FUNCTION account_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.ends_at := CASE WHEN NEW.status = 'active' THEN LEAST(
    CASE WHEN NEW.number_kind = 'tokenized_account_number' AND NEW.number_status NOT IN ('expired', 'deactivated')
           AND 'payment_method' = ANY (NEW.permissions) THEN NEW.number_expires_at END,
    (SELECT expected_deactivation_at FROM authorizations WHERE id = NEW.authorization_id)
  ) END;
  RETURN NEW;
END $$;
CREATE TRIGGER account_end BEFORE INSERT OR UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION account_end();

CREATE FUNCTION authorization_end_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts SET ends_at = NULL WHERE authorization_id = NEW.id AND status <> 'disconnected';
  RETURN NULL;
END $$;
CREATE TRIGGER authorization_end_told AFTER UPDATE ON authorizations FOR EACH ROW
  WHEN (OLD.expected_deactivation_at IS DISTINCT FROM NEW.expected_deactivation_at)
  EXECUTE FUNCTION authorization_end_told();

-- Here as in the trigger above: whatever is written, `account_end` works out the value.
UPDATE accounts SET ends_at = NULL;

CREATE INDEX accounts_by_end ON accounts (merchant, livemode, coalesce(ends_at, 'infinity'::timestamptz), sequence)
  INCLUDE (ends_at, number_expires_at, test_clock);
CREATE INDEX accounts_by_attention ON accounts (merchant, livemode, attention_at) WHERE attention_at IS NOT NULL;
CREATE INDEX accounts_by_bank_and_status ON accounts (merchant, livemode, institution, status, sequence DESC);
CREATE INDEX accounts_not_repairable ON accounts (merchant, livemode, sequence DESC)
  WHERE status = 'inactive' AND inactive_action = 'none';
CREATE INDEX accounts_by_last4 ON accounts (merchant, livemode, last4, sequence DESC);
CREATE INDEX accounts_by_authorization ON accounts (authorization_id, sequence);
CREATE INDEX customers_by_lower_email ON customers (merchant, livemode, lower(email), sequence DESC) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_lower_name ON customers (merchant, livemode, (lower(name) COLLATE "C"), sequence DESC)
  WHERE deleted_at IS NULL;
CREATE INDEX events_by_object ON events (merchant, livemode, object_id, sequence DESC);
CREATE INDEX webhook_deliveries_failed_by_event ON webhook_deliveries (event) WHERE status = 'failed';
CREATE INDEX session_steps_requested ON session_steps (recorded_at) WHERE step = 'requested';
