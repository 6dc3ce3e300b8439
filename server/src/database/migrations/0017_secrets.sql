-- Keys that wrap data keys, a fingerprint key of its own, and the log of what was done with secrets.

-- Each is wrapped by the master key that the environment, or a key service, holds.
CREATE TABLE encryption_keys (
  number int PRIMARY KEY CHECK (number > 0),
  master text NOT NULL,
  wrapped bytea NOT NULL,
  created timestamptz NOT NULL,
  -- New values are sealed with the newest key whose time has come, so that every process knows a key before it meets it.
  active_from timestamptz NOT NULL,
  -- Nothing was sealed with it any more then; it is deleted by a later rotation.
  retired_at timestamptz
);

-- Sealed like any other secret, so that a change of keys leaves fingerprints as they are.
ALTER TABLE installation ADD COLUMN fingerprint_key bytea;

-- Sealing a number anew says nothing new about its account.
DROP TRIGGER account_number_told ON account_numbers;
CREATE TRIGGER account_number_told AFTER INSERT OR UPDATE OF identifier_type, status, expected_expiry_at ON account_numbers
  FOR EACH ROW EXECUTE FUNCTION account_number_told();

-- What was done with tokens, numbers and accounts, by whom and why. Ids and words only, and no references: it outlives what it tells of.
CREATE TABLE audit_entries (
  sequence bigserial PRIMARY KEY,
  at timestamptz NOT NULL,
  merchant text COLLATE "C" NOT NULL,
  livemode boolean NOT NULL,
  action text NOT NULL,
  -- A member, an API request, or the job that did it.
  actor text NOT NULL,
  institution text COLLATE "C",
  authorization_id text COLLATE "C",
  account text COLLATE "C",
  -- The handle that the bank knows the exchange by.
  interaction text,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_entries_by_authorization ON audit_entries (authorization_id, sequence) WHERE authorization_id IS NOT NULL;
CREATE INDEX audit_entries_by_account ON audit_entries (account, sequence) WHERE account IS NOT NULL;
CREATE INDEX audit_entries_by_time ON audit_entries (at);

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Measured against the newest entry: a database has no clock of its own here.
  IF TG_OP = 'DELETE' AND OLD.at < (SELECT max(at) FROM audit_entries) - interval '400 days' THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'audit entries are only ever added, and deleted after 400 days';
END $$;
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
