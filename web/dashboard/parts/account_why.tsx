// In words: what is wrong with an account's link, whether a relink can be requested, and if not, what to do about it.
import { Link } from '@tanstack/react-router';
import type { AccountDetail, Cause } from '../../../server/src/wire/dashboard_objects.ts';
import { HOLDER_PAGES } from '../accounts/labels.tsx';
import { STANDING_TONES, standingOf } from '../accounts/standing.ts';
import { accountWords } from '../catalogue/account.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Notice } from '../kit/states.tsx';

interface Why {
  what: string;
  /** What may be behind it, and what to do; null: the sentence says it all. */
  next: string | null;
}

/** The state of the link in one sentence, and what to do about it. */
function useWhy(): (detail: AccountDetail) => Why {
  const say = useWords(accountWords);
  const formats = useFormats();
  return ({ account }) => {
    const standing = standingOf(account);
    const bank = account.institution.name;
    const date = formats.day(account.expected_deactivation_at ?? 0);
    const alone = (what: string): Why => ({ what, next: null });
    switch (standing) {
      case 'works':
        return alone(say('works'));
      case 'repairable':
      case 'not_repairable': {
        const cause = standing === 'repairable' ? (account.cause ?? 'unspecified') : hopeless(account.cause);
        return { what: say(`why.${cause}`, { bank }), next: say(`next.${cause}`) };
      }
      case 'number_dead':
      case 'number_pending':
      case 'closing':
      case 'restricted':
        return { what: say(`why.${standing}`, { bank }), next: say(`next.${standing}`) };
      case 'number_ends':
        return alone(say('why.number_expires', { date: formats.day(account.number?.expires_at ?? 0) }));
      case 'access_ends':
        return alone(
          say(account.cause === 'institution_requirement' ? 'why.requirement_ends' : 'why.access_ends', { bank, date }),
        );
      default:
        return alone(say(`why.${standing}`, { bank, date }));
    }
  };
}

/** Two causes say something else where no relink helps. */
function hopeless(cause: Cause | null) {
  return cause === 'account_unavailable' || cause === 'institution_requirement'
    ? (`${cause}_none` as const)
    : (cause ?? 'unspecified');
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
    if (reason === 'needs_no_relink' && account.expiring) return say('refused.needs_no_relink_yet');
    if (reason === 'email_not_confirmed')
      return say('refused.email_not_confirmed', { email: account.holder?.email ?? '' });
    return say(`refused.${reason}`);
  };
}

/** Warns where the sign of the account does. */
export function AccountWhy({ detail }: { detail: AccountDetail }) {
  const { what, next } = useWhy()(detail);
  const refused = useRefused()(detail);
  const { account } = detail;
  const tone = STANDING_TONES[standingOf(account)];
  const healthy = tone === 'good';
  return (
    <Notice
      tone={healthy ? 'good' : account.status === 'disconnected' ? 'calm' : 'warn'}
      icon={healthy ? 'check' : 'alert'}
    >
      <strong>{what}</strong>
      {next === null ? null : <p>{next}</p>}
      {refused === null || account.status === 'disconnected' ? null : (
        <p>
          {refused} <Fix detail={detail} />
        </p>
      )}
    </Notice>
  );
}

/** Where that which stands against a request can be changed. */
function Fix({ detail: { account, problem } }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  if (problem?.reason === 'needs_no_relink' && account.expiring)
    return <Link to="/settings/policies">{say('refused.needs_no_relink_yet_fix')}</Link>;
  if (problem?.reason !== 'no_email' && problem?.reason !== 'email_not_confirmed') return null;
  return account.holder === null ? null : (
    <Link to={HOLDER_PAGES[account.holder.type]} params={{ id: account.holder.id }} hash="contact">
      {say(`refused.${problem.reason}_fix`)}
    </Link>
  );
}
