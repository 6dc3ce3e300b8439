// Why a relink can't be requested for an account, as far as its row tells; the server has the last word.
import type { AccountRow, RefusalReason } from '../../../server/src/wire/dashboard_objects.ts';
import { useFormats } from '../catalogue/formats.ts';
import { termWords } from '../catalogue/terms.ts';
import { useWords } from '../catalogue/words.ts';
import { useNow } from '../kit/time.tsx';

function refusalOf(account: AccountRow): RefusalReason | null {
  if (account.status === 'disconnected') return 'disconnected';
  if (account.status === 'inactive' && account.action === 'none') return 'cannot_be_repaired';
  if (!account.needs_relink) return 'needs_no_relink';
  if (account.holder === null) return 'no_holder';
  if (account.holder.email === null) return 'no_email';
  return account.paused_until === null ? null : 'asked_recently';
}

/** Says the reason in words; null: a request may be made. */
export function useRefusal(): (account: AccountRow) => string | null {
  const say = useWords(termWords);
  const formats = useFormats();
  const now = useNow();
  return (account) => {
    const reason = refusalOf(account);
    if (reason === null) return null;
    if (reason === 'asked_recently' && account.paused_until !== null)
      return say('refusal.asked_recently_until', { when: formats.relative(account.paused_until, now) });
    if (reason === 'needs_no_relink' && account.expiring) return say('refusal.needs_no_relink_yet');
    return say(`refusal.${reason}`);
  };
}
