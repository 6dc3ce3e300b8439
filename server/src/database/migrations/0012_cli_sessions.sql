-- A listener that is forgotten goes with its deliveries, which are found by it, whatever became of them.

DROP INDEX cli_deliveries_due;
CREATE INDEX cli_deliveries_due ON cli_deliveries (session, status, due_at);
