// The tables about whole banks as types: incidents, circuits, notifications, subscriptions, exactly as in migrations/.
import type { Generated } from 'kysely';
import type { InstitutionId } from '#kernel/id.ts';

export type IncidentKind =
  | 'outage'
  | 'maintenance'
  | 'recipient_suspended'
  | 'client_rejected'
  | 'certificate_expiring';

interface IncidentTable {
  id: Generated<number>;
  institution: InstitutionId;
  kind: IncidentKind;
  opened_at: Date;
  last_seen_at: Date;
  /** When the bank said that it ends, or when the certificate runs out. */
  expected_until: Date | null;
  closed_at: Date | null;
}

interface CircuitTable {
  institution: InstitutionId;
  /** In a row, of the institution as a whole. */
  failures: number;
  /** The kind of the last one, which says what proves it over. */
  failed_by: string;
  /** Null: closed. */
  opened_at: Date | null;
  /** Until then nothing that nobody waits for is asked. */
  retry_at: Date | null;
  /** Since when looks are counted; real time. */
  counted_from: Generated<Date | null>;
  looks: Generated<number>;
  looks_failed: Generated<number>;
}

interface NotificationTable {
  institution: InstitutionId;
  /** The bank's id of it. */
  notification: string;
  received_at: Date;
}

interface SubscriptionTable {
  institution: InstitutionId;
  type: string;
  bank_subscription: string;
  callback_url: string;
  created: Date;
}

export interface IncidentTables {
  institution_incidents: IncidentTable;
  bank_circuits: CircuitTable;
  bank_notifications: NotificationTable;
  bank_subscriptions: SubscriptionTable;
}
