// The bank's mark above a pane about the bank.
import { Mark } from '../kit/parts.tsx';
import type { InstitutionView } from './flow_types.ts';

/** The mark, with a calm pulse while we wait for the bank. */
export function BankArt({ institution, waiting = false }: { institution: InstitutionView | null; waiting?: boolean }) {
  if (institution === null) return null;
  return (
    <div className={waiting ? 'art waiting' : 'art'}>
      <Mark size="large" initials={institution.initials} color={institution.color} />
    </div>
  );
}
