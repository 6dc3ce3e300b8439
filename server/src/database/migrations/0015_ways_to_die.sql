-- What a look at the bank finds between well and dead, and how surely a link died.

ALTER TABLE authorizations
  -- The version of the credential whose consent was found to have ended: only a newer one can bring the link back.
  ADD COLUMN died_version int,
  -- Since when, in the customer's time, the bank serves us no data, or says that it does not know him.
  ADD COLUMN suspended_since timestamptz;
-- Who else has a grant of the same person: a bank that keeps one per customer ends the others.
CREATE INDEX authorizations_by_person ON authorizations (institution, bank_subject) WHERE status <> 'disconnected';

-- When, in real time, the bank was found to have decided it: many at once, across merchants, are no chance.
ALTER TABLE consents ADD COLUMN ended_by_bank_at timestamptz;
CREATE INDEX consents_ended_by_bank ON consents (ended_by_bank_at) WHERE ended_by_bank_at IS NOT NULL;

ALTER TABLE accounts
  ADD COLUMN bank_state text CHECK (bank_state IN ('closing', 'restricted')),
  -- In the customer's time.
  ADD COLUMN bank_state_since timestamptz,
  ADD CHECK ((bank_state IS NULL) = (bank_state_since IS NULL));

-- Nacha's code with which money came back from this very number: it stays dead, whatever the bank's list says of it.
ALTER TABLE account_numbers ADD COLUMN bounced_with text;
