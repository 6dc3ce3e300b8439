// In words: what is wrong with an account's link, whether a relink can be requested, and if not, what to do about it.
import { Link } from '@tanstack/react-router';
import type { AccountDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { HOLDER_PAGES } from '../accounts/labels.tsx';
import { accountWords } from '../catalogue/account.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Notice } from '../kit/states.tsx';

/** The state of the link in one sentence. */
export function useWhy(): (detail: AccountDetail) => string {
  const say = useWords(accountWords);
  const formats = useFormats();
  return ({ account }) => {
    const bank = account.institution.name;
    const { number } = account;
    if (account.status === 'disconnected') return say('why.disconnected');
    if (account.status === 'inactive') return say(`why.${account.cause ?? 'unspecified'}`, { bank });
    if (number?.status === 'deactivated' || number?.status === 'expired') return say(`why.number_${number.status}`);
    if (account.needs_relink && number?.expires_at != null)
      return say('why.number_expires', { date: formats.day(number.expires_at) });
    if (account.expected_deactivation_at !== null)
      return say(account.cause === 'institution_requirement' ? 'why.requirement_ends' : 'why.ends', {
        bank,
        date: formats.day(account.expected_deactivation_at),
      });
    return number?.status === 'pending' ? say('why.number_pending') : say('works');
  };
}

/** Why no relink can be requested; null: it can. */
export function useRefused(): (detail: AccountDetail) => string | null {
  const say = useWords(accountWords);
  const formats = useFormats();
  return ({ problem, account }) => {
    if (problem === null) return null;
    const { reason, next_at } = problem;
    if (reason === 'asked_recently')
      return next_at === null
        ? say('refused.asked_recently_open')
        : say('refused.asked_recently', { time: formats.time(next_at) });
    if (reason === 'email_not_confirmed')
      return say('refused.email_not_confirmed', { email: account.holder?.email ?? '' });
    return say(`refused.${reason}`);
  };
}

export function AccountWhy({ detail }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  const why = useWhy()(detail);
  const refused = useRefused()(detail);
  const { account, problem } = detail;
  const healthy = account.status === 'active' && !account.needs_relink;
  const fix = problem?.reason === 'no_email' || problem?.reason === 'email_not_confirmed' ? problem.reason : null;
  return (
    <Notice
      tone={healthy ? 'good' : account.status === 'disconnected' ? 'calm' : 'warn'}
      icon={healthy ? 'check' : 'alert'}
    >
      <strong>{why}</strong>
      {refused === null || account.status === 'disconnected' ? null : (
        <p>
          {refused}{' '}
          {fix === null || account.holder === null ? null : (
            <Link to={HOLDER_PAGES[account.holder.type]} params={{ id: account.holder.id }} hash="contact">
              {say(`refused.${fix}_fix`)}
            </Link>
          )}
        </p>
      )}
    </Notice>
  );
}
