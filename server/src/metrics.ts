// The figures that this process counts itself; what the database knows is read when somebody asks (inbound/metrics).
import { createMetrics, type Metrics } from '#kernel/metrics.ts';

/** Every counter with what it means. */
const COUNTERS = {
  relink_requests_total: 'Requests by part of the platform and class of the answer.',
  relink_request_seconds_total: 'Time spent on them.',
  relink_bank_calls_total: 'Calls to banks by institution, call and outcome.',
  relink_bank_notifications_total: 'Notifications from banks by institution and what became of them.',
  relink_credential_refreshes_total: 'Refreshes of bank credentials by outcome.',
};

export function openMetrics(): Metrics {
  return createMetrics(COUNTERS);
}
