-- What is known of the life of a grant and of its credential, on the customer's time, and why a link is expected to end.

ALTER TABLE authorizations
  ADD COLUMN granted_at timestamptz,
  -- Told by the bank together with the tokens.
  ADD COLUMN grant_expires_at timestamptz,
  -- When nobody can refresh any more, unless it is refreshed before.
  ADD COLUMN refresh_expires_at timestamptz,
  -- When the bank refused a credential that an earlier refresh of ours, whose answer never came, had replaced; real time.
  ADD COLUMN credential_lost_at timestamptz,
  -- Who says when the link ends: the bank's record, the institution's policy, or the life of a refresh token that is never renewed.
  ADD COLUMN expected_deactivation_basis text
    CHECK (expected_deactivation_basis IN ('announced', 'policy', 'refresh_token'));
UPDATE authorizations SET expected_deactivation_basis = 'announced' WHERE expected_deactivation_at IS NOT NULL;
UPDATE authorizations SET granted_at = consents.granted_at FROM consents
  WHERE authorization_id = authorizations.id AND bank_consent = authorizations.consent;
ALTER TABLE authorizations
  ADD CHECK ((expected_deactivation_at IS NULL) = (expected_deactivation_basis IS NULL));

-- Operators are told how many there are.
CREATE INDEX authorizations_lost ON authorizations (institution) WHERE credential_lost_at IS NOT NULL;
