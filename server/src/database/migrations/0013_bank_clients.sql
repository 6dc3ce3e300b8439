-- The platform as the banks' client: its own keys, and grants that only their own tokens can end.

-- Made once, by whichever node comes first. `next` is published before it is used, so that banks know it by then;
-- `retired` is kept for what was bound to it or encrypted for it.
CREATE TABLE client_keys (
  kid text PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('signing', 'dpop', 'encryption')),
  state text NOT NULL CHECK (state IN ('next', 'current', 'retired')),
  public_key jsonb NOT NULL,
  private_key bytea NOT NULL,
  created timestamptz NOT NULL,
  retired_at timestamptz,
  CHECK ((state = 'retired') = (retired_at IS NOT NULL))
);
CREATE UNIQUE INDEX client_keys_in_use ON client_keys (purpose, state) WHERE state <> 'retired';

-- Banks without consent records end a grant with its own tokens (RFC 7009), which therefore outlive the link until that is done.
CREATE TABLE loose_grants (
  id text PRIMARY KEY,
  merchant text NOT NULL REFERENCES merchants (id) ON DELETE CASCADE,
  institution text NOT NULL REFERENCES institutions (id),
  credential bytea NOT NULL,
  created timestamptz NOT NULL
);
CREATE INDEX loose_grants_merchant ON loose_grants (merchant);
