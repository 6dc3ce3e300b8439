-- Which ends by a bank were not told as one of many yet: few of them, also on a day on which it ends a hundred thousand links.
CREATE INDEX consents_untold ON consents (ended_by_bank_at) WHERE ended_by_bank_at IS NOT NULL AND NOT ended_among_many;
