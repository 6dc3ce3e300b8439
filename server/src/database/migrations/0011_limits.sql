-- What strangers with a publishable key can bring about is counted and forgotten: confirmations of an intent, tokens.

CREATE INDEX mandates_by_intent ON mandates (intent);
CREATE INDEX bank_tokens_oldest ON bank_tokens (created);
