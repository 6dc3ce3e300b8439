// GET /incidents: banks of the merchant's accounts that are in trouble, so that nobody looks for the reason in his accounts.
import type { IncidentKind } from '#database/incident_tables.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { BankTrouble } from '#wire/dashboard_objects.ts';
import { hasAccountsAt } from './accounts/institutions.ts';
import { institutionLabel } from './accounts/rows.ts';
import { call } from './call.ts';

const INCIDENTS_MAX = 50;

/** What is ours to mend is told to owners; to everybody else the bank does not work, which is what he can see. */
const FOR_OWNERS: readonly IncidentKind[] = ['client_rejected', 'recipient_suspended', 'certificate_expiring'];

export const incidents = call('GET /incidents', {
  role: 'viewer',
  run: async ({ trx, merchant, livemode, member }): Promise<BankTrouble[]> => {
    const rows = await trx
      .selectFrom('institution_incidents as n')
      .innerJoin('institutions as i', 'i.id', 'n.institution')
      .select(['i.id', 'i.name', 'i.display_name', 'i.color', 'n.kind', 'n.opened_at', 'n.expected_until'])
      .where('n.closed_at', 'is', null)
      .where(hasAccountsAt(merchant.id, livemode))
      .orderBy('n.opened_at', 'desc')
      .limit(INCIDENTS_MAX)
      .execute();
    return rows.flatMap(({ kind, opened_at, expected_until, ...bank }) => {
      const shown = kindFor(member.role === 'owner', kind);
      if (shown === null) return [];
      return [
        {
          institution: institutionLabel(bank),
          kind: shown,
          since: unixSeconds(opened_at),
          expected_until: expected_until && unixSeconds(expected_until),
        },
      ];
    });
  },
});

/** Null: it is nothing that he could notice. */
function kindFor(owner: boolean, kind: IncidentKind): IncidentKind | null {
  if (owner || !FOR_OWNERS.includes(kind)) return kind;
  return kind === 'certificate_expiring' ? null : 'outage';
}
