// How accounts, banks, holders and their states are written, on every page alike.
import { Link } from '@tanstack/react-router';
import type {
  AccountRow,
  HolderLabel,
  InstitutionLabel,
  RelinkState,
  RelinkStatus,
} from '../../../server/src/wire/dashboard_objects.ts';
import { inkOn } from '../../kit/accent.ts';
import { useFormats } from '../catalogue/formats.ts';
import { termWords } from '../catalogue/terms.ts';
import { useWords } from '../catalogue/words.ts';
import { StatusMark } from '../kit/status.tsx';
import { RelativeTime } from '../kit/time.tsx';
import { STEP_TONES } from '../parts/timeline_words.ts';
import { STANDING_TONES, standingOf } from './standing.ts';

/** A bank's mark from its initials and colour. */
export function BankMark({ institution }: { institution: InstitutionLabel }) {
  const { color, initials } = institution;
  return (
    <span className="bank-mark" style={{ background: color, color: inkOn(color) }} aria-hidden="true">
      {initials.slice(0, 2)}
    </span>
  );
}

/** “Riverbank · Everyday Checking ····6789” as one text. */
export function useAccountName(): (account: AccountRow) => string {
  const say = useWords(termWords);
  return ({ institution, display_name, last4 }) => {
    const name = `${institution.name} · ${display_name ?? say('unnamed')}`;
    return last4 === null ? name : `${name} ····${last4}`;
  };
}

/** The bank's mark and the account's name, which leads to its page; in tables the bank's name stands below. Names give way where room is short; the digits stay. */
export function AccountLink({ account }: { account: AccountRow }) {
  const nameOf = useAccountName();
  const say = useWords(termWords);
  return (
    <span className="account-label">
      <BankMark institution={account.institution} />
      <Link className="row-link" to="/accounts/$id" params={{ id: account.id }} title={nameOf(account)}>
        <span className="bank-name">{account.institution.name}</span>
        <span>{account.display_name ?? say('unnamed')}</span>
        {account.last4 === null ? null : <span className="last4"> ····{account.last4}</span>}
      </Link>
    </span>
  );
}

/** The customer, by name or e-mail, which leads to the customer's page. */
/** The page of a holder, by its type. */
export const HOLDER_PAGES = { customer: '/customers/$id', account: '/connected-accounts/$id' } as const;

export function HolderLink({ holder }: { holder: HolderLabel | null }) {
  const say = useWords(termWords);
  if (holder === null) return <span className="soft">{say('no_holder')}</span>;
  const name = holder.name ?? holder.email ?? holder.id;
  return (
    <Link
      className="row-link light"
      to={HOLDER_PAGES[holder.type]}
      params={{ id: holder.id }}
      title={holder.email ?? name}
    >
      {name}
    </Link>
  );
}

/** Active, inactive or disconnected; a warning where an active one is about to stop. */
export function AccountStatus({ account }: { account: AccountRow }) {
  const say = useWords(termWords);
  return <StatusMark tone={STANDING_TONES[standingOf(account)]}>{say(`status.${account.status}`)}</StatusMark>;
}

/** Cause and action in one sentence; null where all is well. Ends are days, which are right on a test clock, too. */
export function useAccountReason(): (account: AccountRow) => string | null {
  const say = useWords(termWords);
  const formats = useFormats();
  return (account) => {
    const cause = say(`cause.${account.cause ?? 'unspecified'}`);
    const standing = standingOf(account);
    switch (standing) {
      case 'disconnected':
      case 'works':
        return null;
      case 'repairable':
        return say('action.relink_required', { cause });
      case 'not_repairable':
        return say('action.none', { cause });
      case 'number_ends':
        return say('why.number_ends', { date: formats.day(account.number?.expires_at ?? 0) });
      case 'access_ends':
      case 'access_until':
        return say(`why.${standing}`, { date: formats.day(account.expected_deactivation_at ?? 0) });
      default:
        return say(`why.${standing}`);
    }
  };
}

/** The same in a cell of a table. */
export function ReasonCell({ account }: { account: AccountRow }) {
  return <TextCell text={useAccountReason()(account)} lines />;
}

/** A text that may be longer than its cell: `lines` allows two. */
export function TextCell({ text, lines = false }: { text: string | null; lines?: boolean }) {
  return text === null ? null : (
    <span className={lines ? 'two-lines' : undefined} title={text}>
      {text}
    </span>
  );
}

/** The day on which the account number ends, or why it can't be paid through; null: no end is known. */
export function useNumberText(): (account: AccountRow) => string | null {
  const say = useWords(termWords);
  const formats = useFormats();
  return ({ number }) => {
    if (number === null) return null;
    if (number.status !== 'transactable') return say(`number.${number.status}`);
    return number.expires_at === null ? null : formats.day(number.expires_at);
  };
}

/** Where a hosted relink stands, as text, shape and colour. */
export function RelinkMark({ state }: { state: RelinkState }) {
  const say = useWords(termWords);
  return <StatusMark tone={STEP_TONES[state]}>{say(`relink.${state}`)}</StatusMark>;
}

/** The same with its time. */
export function RelinkCell({ relink }: { relink: RelinkStatus | null }) {
  if (relink === null) return null;
  return (
    <span className="relink-cell">
      <RelinkMark state={relink.state} />
      <span className="soft">
        <RelativeTime at={relink.at} short />
      </span>
    </span>
  );
}
