-- Listeners of the Stripe CLI: what `stripe listen` opens, and the events on their way to it.

-- What a business's listeners verify events with: one secret for all of them, so that `stripe listen --print-secret` tells what the next one uses.
CREATE TABLE cli_secrets (
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  secret bytea NOT NULL,
  created timestamptz NOT NULL,
  PRIMARY KEY (merchant, livemode)
);

CREATE TABLE cli_sessions (
  id text COLLATE "C" PRIMARY KEY,
  merchant text COLLATE "C" NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  device_name text NOT NULL,
  -- What the CLI shows when it opens its socket.
  websocket_hash bytea NOT NULL UNIQUE,
  -- The socket that its events go to, whichever process holds it; a newer one takes over. Null before the first one: it hears nothing yet.
  socket text,
  created timestamptz NOT NULL,
  -- Moved on while the socket is open; a reconnect has until then.
  listening_until timestamptz NOT NULL
);
CREATE INDEX cli_sessions_listening ON cli_sessions (merchant, livemode, listening_until) WHERE socket IS NOT NULL;
CREATE INDEX cli_sessions_of_sockets ON cli_sessions (socket) WHERE socket IS NOT NULL;
CREATE INDEX cli_sessions_over ON cli_sessions (listening_until);

CREATE TABLE cli_deliveries (
  id text COLLATE "C" PRIMARY KEY,
  session text COLLATE "C" NOT NULL REFERENCES cli_sessions ON DELETE CASCADE,
  event text COLLATE "C" NOT NULL REFERENCES events ON DELETE CASCADE,
  status text NOT NULL CHECK (status IN ('pending', 'acknowledged', 'failed')),
  -- Asked for by hand: an event may go to a listener more than once.
  resent boolean NOT NULL,
  sends int NOT NULL DEFAULT 0,
  due_at timestamptz,
  created timestamptz NOT NULL,
  -- What the merchant's own server said, as far as the CLI told.
  forward_url text,
  status_code int,
  CHECK ((status = 'pending') = (due_at IS NOT NULL))
);
CREATE UNIQUE INDEX cli_deliveries_once ON cli_deliveries (session, event) WHERE NOT resent;
CREATE INDEX cli_deliveries_due ON cli_deliveries (session, due_at) WHERE status = 'pending';
CREATE INDEX cli_deliveries_of_events ON cli_deliveries (event);
