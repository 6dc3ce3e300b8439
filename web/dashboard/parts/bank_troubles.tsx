// A calm line for each bank in trouble: an outage is the bank's, not a hundred broken links.
import type { BankTrouble } from '../../../server/src/wire/dashboard_objects.ts';
import { useCall } from '../api/queries.ts';
import { bankTroubleWords } from '../catalogue/bank_troubles.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Notice } from '../kit/states.tsx';

const EVERY_MS = 60_000;
/** What somebody has to do something about. */
const OURS: BankTrouble['kind'][] = ['recipient_suspended', 'client_rejected', 'certificate_expiring'];

/** Of one bank, or of all that the merchant has accounts at. A failure to ask is no news about a bank. */
export function BankTroubles({ institution }: { institution?: string }) {
  const say = useWords(bankTroubleWords);
  const { data = [] } = useCall('GET /incidents', {}, { refetchInterval: EVERY_MS });
  const shown = data.filter((one) => institution === undefined || one.institution.id === institution);
  if (shown.length === 0) return null;
  return (
    <section className="bank-troubles" aria-label={say('label')}>
      {shown.map((one) => (
        <Trouble key={`${one.institution.id} ${one.kind}`} trouble={one} />
      ))}
    </section>
  );
}

function Trouble({ trouble }: { trouble: BankTrouble }) {
  const say = useWords(bankTroubleWords);
  const formats = useFormats();
  const { kind, expected_until } = trouble;
  const values = {
    bank: trouble.institution.name,
    since: formats.time(trouble.since),
    until:
      expected_until === null
        ? ''
        : kind === 'maintenance'
          ? formats.time(expected_until)
          : formats.day(expected_until),
  };
  const text = say(kind === 'maintenance' && expected_until !== null ? 'maintenance_until' : kind, values);
  return (
    <Notice tone={OURS.includes(kind) ? 'warn' : 'calm'} icon={OURS.includes(kind) ? 'alert' : 'accounts'}>
      {text}
    </Notice>
  );
}
