-- Connect: the accounts of a platform's users, links that belong to one of them, and endpoints that hear of what happens in them.

-- A connected account is a merchant of its own, so that what it has is kept apart like any merchant's; `platform` says whose.
ALTER TABLE merchants
  ADD COLUMN platform text COLLATE "C" REFERENCES merchants,
  ADD CONSTRAINT merchants_with_platform UNIQUE (id, platform),
  ADD CONSTRAINT merchants_platform_other CHECK (platform <> id);
CREATE INDEX merchants_businesses ON merchants (id) WHERE platform IS NULL;
CREATE INDEX merchants_of_platform ON merchants (platform) WHERE platform IS NOT NULL;

CREATE TABLE connected_accounts (
  id text COLLATE "C" PRIMARY KEY,
  sequence bigserial NOT NULL UNIQUE,
  platform text COLLATE "C" NOT NULL,
  livemode boolean NOT NULL,
  type text NOT NULL CHECK (type IN ('custom', 'express', 'none', 'standard')),
  controller jsonb NOT NULL,
  -- What it is called, from what is known of its business or its person.
  name text,
  email text,
  country text NOT NULL,
  default_currency text NOT NULL,
  business_type text CHECK (business_type IN ('company', 'government_entity', 'individual', 'non_profit')),
  business_profile jsonb NOT NULL DEFAULT '{}',
  company jsonb,
  individual jsonb,
  -- Name -> status.
  capabilities jsonb NOT NULL DEFAULT '{}',
  settings jsonb NOT NULL DEFAULT '{}',
  tos_acceptance jsonb NOT NULL DEFAULT '{}',
  metadata jsonb NOT NULL DEFAULT '{}',
  created timestamptz NOT NULL,
  deleted_at timestamptz,
  FOREIGN KEY (id, platform) REFERENCES merchants (id, platform)
);
CREATE INDEX connected_accounts_newest ON connected_accounts (platform, livemode, sequence DESC);
CREATE INDEX connected_accounts_by_lower_email ON connected_accounts (platform, livemode, lower(email), sequence DESC)
  WHERE deleted_at IS NULL;
CREATE INDEX connected_accounts_by_lower_name ON connected_accounts (platform, livemode, (lower(name) COLLATE "C"), sequence DESC)
  WHERE deleted_at IS NULL;

-- Who a link belongs to: a customer, a connected account of the merchant's, or nobody.
ALTER TABLE authorizations
  ADD COLUMN connected_account text COLLATE "C" REFERENCES connected_accounts,
  ADD CONSTRAINT authorizations_one_holder CHECK (customer IS NULL OR connected_account IS NULL);
CREATE UNIQUE INDEX authorizations_identity_connected
  ON authorizations (merchant, livemode, connected_account, institution, bank_subject)
  WHERE connected_account IS NOT NULL AND status <> 'disconnected';

ALTER TABLE accounts
  ADD COLUMN connected_account text COLLATE "C" REFERENCES connected_accounts,
  ADD CONSTRAINT accounts_one_holder CHECK (customer IS NULL OR connected_account IS NULL);
CREATE INDEX accounts_by_connected_account ON accounts (merchant, livemode, connected_account, sequence DESC)
  WHERE connected_account IS NOT NULL;

ALTER TABLE sessions
  ADD COLUMN connected_account text COLLATE "C" REFERENCES connected_accounts,
  ADD CONSTRAINT sessions_one_holder CHECK (customer IS NULL OR connected_account IS NULL);

-- True: gets what happens in the merchant's connected accounts, and nothing of his own.
ALTER TABLE webhook_endpoints ADD COLUMN connect boolean NOT NULL DEFAULT false;

-- The connected account that it happened in; its platform is told of it.
ALTER TABLE events ADD COLUMN account text COLLATE "C" REFERENCES connected_accounts;
