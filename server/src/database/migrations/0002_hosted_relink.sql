-- Hosted relink: links, e-mails, the operators' requests and policies, members, and what the Dashboard filters by.

-- A member of a merchant's team. In the sandbox, relink e-mails go only to confirmed members' addresses.
CREATE TABLE members (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  -- Lower case: addresses are compared without case.
  email text NOT NULL CHECK (email = lower(email)),
  name text,
  role text NOT NULL CHECK (role IN ('owner', 'operator', 'viewer')),
  invited_by text COLLATE "C" REFERENCES members,
  created timestamptz NOT NULL,
  confirmed_at timestamptz,
  removed_at timestamptz,
  digest boolean NOT NULL DEFAULT true
);
CREATE UNIQUE INDEX members_identity ON members (merchant, email) WHERE removed_at IS NULL;
CREATE INDEX members_by_email ON members (email) WHERE removed_at IS NULL;

ALTER TABLE merchants
  ADD COLUMN reply_to text,
  -- What customers without a preferred language of ours read.
  ADD COLUMN default_locale text NOT NULL DEFAULT 'en';

-- Served by us, so that no customer's page or mail loads anything from elsewhere.
CREATE TABLE merchant_logos (
  merchant text COLLATE "C" PRIMARY KEY REFERENCES merchants,
  media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
  hash text COLLATE "C" NOT NULL,
  body bytea NOT NULL CHECK (octet_length(body) <= 204800),
  created timestamptz NOT NULL
);
CREATE INDEX merchant_logos_by_hash ON merchant_logos (hash);

-- One request of an operator, or of a policy, to write to many customers; worked off in steps that survive a crash.
CREATE TABLE relink_batches (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  source text NOT NULL CHECK (source IN ('dashboard', 'policy')),
  requested_by text COLLATE "C" REFERENCES members,
  -- Made by the page for one press of the button, so that a repeated request is the same batch.
  request_key text NOT NULL,
  selection jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'stopped')),
  total int NOT NULL,
  requested int NOT NULL DEFAULT 0,
  refused int NOT NULL DEFAULT 0,
  created timestamptz NOT NULL,
  finished_at timestamptz,
  UNIQUE (merchant, livemode, request_key),
  CHECK ((state = 'running') = (finished_at IS NULL))
);
CREATE INDEX relink_batches_newest ON relink_batches (merchant, livemode, sequence DESC);

ALTER TABLE sessions
  ALTER COLUMN client_secret_hash DROP NOT NULL,
  ALTER COLUMN client_secret_sealed DROP NOT NULL,
  ALTER COLUMN expires_at DROP NOT NULL,
  ADD COLUMN ui_mode text NOT NULL DEFAULT 'modal' CHECK (ui_mode IN ('modal', 'hosted')),
  ADD COLUMN delivery_method text CHECK (delivery_method IN ('url', 'email')),
  -- Who asked for a hosted relink; `page` is a customer who went on from one repaired link to the next.
  ADD COLUMN source text NOT NULL DEFAULT 'api' CHECK (source IN ('api', 'dashboard', 'policy', 'page')),
  ADD COLUMN requested_by text COLLATE "C" REFERENCES members,
  ADD COLUMN batch text COLLATE "C" REFERENCES relink_batches,
  ADD COLUMN opened_at timestamptz,
  -- The browser that goes through the hosted page; another one that takes over starts anew.
  ADD COLUMN page_hash bytea,
  ADD COLUMN superseded_by text COLLATE "C" REFERENCES sessions,
  -- Asked for by a policy, ahead of this end that the bank has announced, while the link still works.
  ADD COLUMN renews_before timestamptz,
  ADD CONSTRAINT sessions_delivery CHECK ((ui_mode = 'hosted') = (delivery_method IS NOT NULL)),
  ADD CONSTRAINT sessions_secret CHECK ((ui_mode = 'modal') = (client_secret_hash IS NOT NULL)),
  ADD CONSTRAINT sessions_hosted_target CHECK (ui_mode = 'modal' OR relink_account IS NOT NULL);
CREATE INDEX sessions_hosted ON sessions (relink_account, sequence DESC) WHERE ui_mode = 'hosted';
CREATE INDEX sessions_by_policy ON sessions (merchant, livemode, created) WHERE source = 'policy';

-- The addresses of a hosted session's page: the first, and one for each time the customer asked for a new one.
CREATE TABLE hosted_links (
  session text COLLATE "C" NOT NULL REFERENCES sessions,
  number int NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  token_sealed bytea NOT NULL,
  -- The customer's time.
  created timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (session, number)
);

-- What happened to a hosted session, in order: the timeline that operators read.
CREATE TABLE session_steps (
  sequence bigserial PRIMARY KEY,
  session text COLLATE "C" NOT NULL REFERENCES sessions,
  step text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  -- The customer's time.
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX session_steps_by_session ON session_steps (session, sequence);
CREATE INDEX session_steps_kept ON session_steps (recorded_at);

CREATE TABLE relink_batch_items (
  batch text COLLATE "C" NOT NULL REFERENCES relink_batches,
  position int NOT NULL,
  account text COLLATE "C" NOT NULL REFERENCES accounts,
  state text NOT NULL CHECK (state IN ('waiting', 'requested', 'refused')),
  reason text,
  session text COLLATE "C" REFERENCES sessions,
  PRIMARY KEY (batch, position),
  UNIQUE (batch, account),
  CHECK ((state = 'refused') = (reason IS NOT NULL)),
  CHECK ((state = 'requested') = (session IS NOT NULL))
);
CREATE INDEX relink_batch_items_waiting ON relink_batch_items (batch, position) WHERE state = 'waiting';

-- Every mail we write. Marked before it is sent; an unknown outcome is shown and never repeated.
CREATE TABLE mails (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  type text NOT NULL CHECK (type IN ('relink_request', 'member_invitation', 'sign_in', 'webhook_failing', 'webhook_disabled', 'digest')),
  session text COLLATE "C" REFERENCES sessions,
  recipient text NOT NULL,
  -- What the words are made of, for types that have no session; never a secret in the clear.
  data jsonb NOT NULL DEFAULT '{}',
  -- A link that only this mail may tell, sealed to the row.
  secret bytea,
  language text,
  subject text,
  -- HTML and text as sent, sealed: they carry the link.
  body bytea,
  message_id text UNIQUE,
  state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'unknown')),
  detail text,
  -- The customer's time.
  created timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  sent_at timestamptz
);
CREATE INDEX mails_newest ON mails (merchant, livemode, sequence DESC);
CREATE INDEX mails_by_recipient ON mails (merchant, livemode, lower(recipient), sequence DESC);
CREATE INDEX mails_by_session ON mails (session) WHERE session IS NOT NULL;
-- Without its recipient once it is old: that it was written stays.
CREATE INDEX mails_kept ON mails (recorded_at) WHERE recipient <> '';

CREATE TABLE relink_policies (
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  enabled boolean NOT NULL,
  when_relinkable boolean NOT NULL,
  -- Days before an expected deactivation or number expiry, of 30, 7 and 1.
  days_before int[] NOT NULL,
  -- Local hours 0 to 23 between which nothing is sent; equal: none.
  quiet_from int NOT NULL CHECK (quiet_from BETWEEN 0 AND 23),
  quiet_until int NOT NULL CHECK (quiet_until BETWEEN 0 AND 23),
  time_zone text NOT NULL,
  -- E-mails a day at most, of this policy.
  daily_cap int NOT NULL CHECK (daily_cap BETWEEN 1 AND 100000),
  updated timestamptz NOT NULL,
  PRIMARY KEY (merchant, livemode)
);

-- The newest week, by its Monday, of which the operators were told; also where there was nothing to tell.
CREATE TABLE digests (
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  week text COLLATE "C" NOT NULL,
  PRIMARY KEY (merchant, livemode)
);

-- What the policy has seen of an account and asked for already. All times are the customer's.
CREATE TABLE relink_policy_marks (
  account text COLLATE "C" PRIMARY KEY REFERENCES accounts,
  -- Asked since it broke; false again once it works.
  broken_asked boolean NOT NULL,
  -- The end that is counted down to, since when it is known, and the last reminder of it in days before.
  ends_at timestamptz,
  known_at timestamptz,
  reminded int,
  -- E-mails about this break, or about this end, that could not be sent.
  failed int NOT NULL DEFAULT 0
);

ALTER TABLE api_keys
  DROP CONSTRAINT api_keys_kind_check,
  ADD CONSTRAINT api_keys_kind_check CHECK (kind IN ('secret', 'publishable', 'restricted')),
  ADD COLUMN name text,
  -- Of a restricted key: resource -> 'read' or 'write'.
  ADD COLUMN permissions jsonb,
  ADD COLUMN expires_at timestamptz,
  ADD COLUMN last_used_at timestamptz;

ALTER TABLE webhook_endpoints
  ADD COLUMN previous_secret bytea,
  ADD COLUMN previous_secret_until timestamptz,
  ADD COLUMN failing_since timestamptz,
  ADD COLUMN warned_at timestamptz,
  ADD COLUMN disabled_reason text;
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint, created DESC);
CREATE INDEX webhook_deliveries_to_resend ON webhook_deliveries (endpoint, created) WHERE status = 'failed';

-- A delivery that is sent again by hand begins a new round of tries; the attempts before stay on record.
ALTER TABLE webhook_deliveries
  ADD COLUMN resent_at timestamptz,
  ADD COLUMN earlier_attempts int NOT NULL DEFAULT 0;

-- What an account's number is, and from when it needs a relink, on the account itself: one index then answers the Dashboard.
ALTER TABLE accounts
  ADD COLUMN number_kind text,
  ADD COLUMN number_status text,
  ADD COLUMN number_expires_at timestamptz,
  -- Needs a relink from then on (the customer's time); null: not in sight. '-infinity' is never written: broken is 'epoch'.
  ADD COLUMN attention_at timestamptz,
  -- When the last relink e-mail was asked for that no success has answered (the customer's time).
  ADD COLUMN relink_asked_at timestamptz;

CREATE FUNCTION account_attention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.attention_at := CASE
    WHEN NEW.status = 'disconnected' THEN NULL
    WHEN NEW.status = 'inactive' AND NEW.inactive_action = 'relink_required' THEN 'epoch'::timestamptz
    WHEN NEW.status = 'inactive' THEN NULL
    WHEN NEW.number_kind IS DISTINCT FROM 'tokenized_account_number' THEN NULL
    WHEN NOT 'payment_method' = ANY (NEW.permissions) THEN NULL
    WHEN NEW.number_status IN ('expired', 'deactivated') THEN 'epoch'::timestamptz
    ELSE NEW.number_expires_at - interval '30 days'
  END;
  RETURN NEW;
END $$;
CREATE TRIGGER account_attention BEFORE INSERT OR UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION account_attention();

CREATE FUNCTION account_number_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts
     SET number_kind = NEW.identifier_type, number_status = NEW.status, number_expires_at = NEW.expected_expiry_at
   WHERE id = NEW.account;
  RETURN NULL;
END $$;
CREATE TRIGGER account_number_told AFTER INSERT OR UPDATE ON account_numbers FOR EACH ROW EXECUTE FUNCTION account_number_told();

UPDATE accounts
   SET number_kind = n.identifier_type, number_status = n.status, number_expires_at = n.expected_expiry_at
  FROM account_numbers n WHERE n.account = accounts.id;
UPDATE accounts SET status = status WHERE attention_at IS NULL;

CREATE INDEX accounts_by_status ON accounts (merchant, livemode, status, sequence DESC);
CREATE INDEX accounts_by_cause ON accounts (merchant, livemode, inactive_cause, sequence DESC) WHERE inactive_cause IS NOT NULL;
CREATE INDEX accounts_by_institution ON accounts (merchant, livemode, institution, sequence DESC);
CREATE INDEX accounts_needing_attention ON accounts (merchant, livemode, sequence DESC) INCLUDE (attention_at) WHERE attention_at IS NOT NULL;
CREATE INDEX accounts_by_number_end ON accounts (merchant, livemode, number_expires_at, sequence) WHERE number_expires_at IS NOT NULL AND status <> 'disconnected';
