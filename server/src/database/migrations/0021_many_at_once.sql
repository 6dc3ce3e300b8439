-- What many links of one bank tell together: that it ended them of its own accord, and for how large a part of them it fails.

-- That the bank ended so many within a day that it was its own doing, and no refusal of this customer.
ALTER TABLE consents ADD COLUMN ended_among_many boolean NOT NULL DEFAULT false;

ALTER TABLE bank_circuits
  -- Since when looks are counted, so that a part of them can be told; real time. It is long ago where nothing failed.
  ADD COLUMN counted_from timestamptz,
  ADD COLUMN looks int NOT NULL DEFAULT 0,
  ADD COLUMN looks_failed int NOT NULL DEFAULT 0;
