// Looks at our own certificates for banks, so that none runs out unnoticed: a log line at each notice, and an incident until it is renewed.
import { X509Certificate } from 'node:crypto';
import type { InstitutionProfile } from '#domain/connections/bank.ts';
import { profileOf } from '#domain/connections/institution_rows.ts';
import { type Notice, noticeOf } from '#domain/institutions/certificate.ts';
import { closeIncidents, openIncident, reportIncident } from '#domain/institutions/incident.ts';
import type { Desk } from './desk.ts';

type Watch = Pick<Desk, 'database' | 'clock' | 'log' | 'banks'>;

const KIND = 'certificate_expiring';
const INSTITUTIONS_MAX = 10_000;

/** One look at each of them; what cannot be read is told as such and keeps nobody from the others. */
export async function watchCertificates(desk: Watch): Promise<void> {
  const rows = await desk.database.kysely.selectFrom('institutions').selectAll().limit(INSTITUTIONS_MAX).execute();
  for (const row of rows) {
    const profile = profileOf(row);
    try {
      const pem = await desk.banks.certificate(row.connector, profile);
      if (pem !== null) await note(desk, profile, new Date(new X509Certificate(pem).validTo));
    } catch (error) {
      const line = { event: 'bank.certificate_unreadable', institution: profile.slug, error: String(error) };
      desk.log.error(line, 'a certificate of ours cannot be read');
    }
  }
}

async function note(desk: Watch, { id, slug }: InstitutionProfile, end: Date): Promise<void> {
  const now = desk.clock.now();
  const notice = noticeOf(end, now);
  const told = await desk.database.transact(async (trx): Promise<Notice | null> => {
    const before = await openIncident(trx, id, KIND);
    if (notice === null) {
      await closeIncidents(trx, { institution: id, kinds: [KIND], now });
      return null;
    }
    await reportIncident(trx, { institution: id, kind: KIND, now, expected_until: end });
    return before === null ? null : noticeOf(before.expected_until ?? end, before.last_seen_at);
  });
  if (notice === null || notice === told) return;
  const line = { event: `bank.${KIND}`, institution: slug, ends: end.toISOString(), within_days: notice };
  desk.log[notice === 7 ? 'error' : 'warn'](line, 'a certificate of ours runs out');
}
