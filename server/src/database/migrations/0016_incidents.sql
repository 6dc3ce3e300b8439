-- What is wrong with a whole bank rather than with one link: incidents, the circuit breaker, and what the bank tells us unasked.

-- What open incidents make of the institution, whatever its own row says; kept by whoever opens or closes one.
ALTER TABLE institutions ADD COLUMN trouble text CHECK (trouble IN ('degraded', 'inactive'));

CREATE TABLE institution_incidents (
  id bigserial PRIMARY KEY,
  institution text COLLATE "C" NOT NULL REFERENCES institutions,
  kind text NOT NULL CHECK (kind IN ('outage', 'maintenance', 'recipient_suspended', 'client_rejected', 'certificate_expiring')),
  opened_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  -- When the bank said that it ends, or when the certificate runs out.
  expected_until timestamptz,
  closed_at timestamptz
);
CREATE UNIQUE INDEX institution_incidents_open ON institution_incidents (institution, kind) WHERE closed_at IS NULL;
CREATE INDEX institution_incidents_closed ON institution_incidents (closed_at) WHERE closed_at IS NOT NULL;

-- One row per institution that ever failed, shared by all nodes.
CREATE TABLE bank_circuits (
  institution text COLLATE "C" PRIMARY KEY REFERENCES institutions,
  -- In a row, of the institution as a whole.
  failures int NOT NULL,
  -- The kind of the last one, which says what proves it over.
  failed_by text NOT NULL,
  opened_at timestamptz,
  -- Until then nothing that nobody waits for is asked.
  retry_at timestamptz,
  CHECK ((opened_at IS NULL) = (retry_at IS NULL))
);

-- Notifications that were acted on, so that a repeated one is not.
CREATE TABLE bank_notifications (
  institution text COLLATE "C" NOT NULL REFERENCES institutions,
  notification text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (institution, notification)
);
CREATE INDEX bank_notifications_oldest ON bank_notifications (received_at);

-- What we asked a bank to tell us, and the address that it was given.
CREATE TABLE bank_subscriptions (
  institution text COLLATE "C" NOT NULL REFERENCES institutions,
  type text NOT NULL,
  bank_subscription text NOT NULL,
  callback_url text NOT NULL,
  created timestamptz NOT NULL,
  PRIMARY KEY (institution, type)
);
