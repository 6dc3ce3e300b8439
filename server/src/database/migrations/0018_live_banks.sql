-- Banks of live mode are files: one that is taken away is not offered any more, and its links stay.
ALTER TABLE institutions ADD COLUMN offered boolean NOT NULL DEFAULT true;
