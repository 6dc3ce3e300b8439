// The parts of a preview: who is written to, who is left out and why, and the e-mail; also for the policies' dry run.
import type { ReactNode } from 'react';
import type {
  AccountRow,
  HolderLabel,
  MailPreview as Mail,
  RelinkPreview,
} from '../../../server/src/wire/dashboard_objects.ts';
import { AccountLink, HolderLink } from '../accounts/labels.tsx';
import { useFormats } from '../catalogue/formats.ts';
import { relinkWords } from '../catalogue/relink.ts';
import { termWords } from '../catalogue/terms.ts';
import { useLocale, useWords } from '../catalogue/words.ts';
import { MailPreview } from './mail_preview.tsx';

/** “11 are left out: 6 have no e-mail address and 5 can’t be relinked.” */
export function useLeftOut(): (preview: RelinkPreview) => string {
  const say = useWords(relinkWords);
  const formats = useFormats();
  return ({ refused }) => {
    const count = refused.reduce((sum, one) => sum + one.count, 0);
    if (count === 0) return say('left_out_none');
    const reasons = formats.list(refused.map((one) => say(`short.${one.reason}`, { count: one.count })));
    return say('left_out', { count, reasons });
  };
}

export function PreviewPeople({ preview }: { preview: RelinkPreview }) {
  const say = useWords(relinkWords);
  const term = useWords(termWords);
  const formats = useFormats();
  const { refused, eligible, accounts } = preview;
  return (
    <div className="request-people">
      {eligible === 0 ? null : (
        <People
          title={say('written_to', { count: eligible, number: formats.number(eligible) })}
          accounts={accounts}
          count={eligible}
        />
      )}
      {refused.map((one) => (
        <People
          key={one.reason}
          title={say(`short.${one.reason}`, { count: one.count })}
          accounts={one.accounts}
          count={one.count}
          open={refused.length === 1 && eligible === 0}
          pauses={one.reason === 'asked_recently'}
        >
          <p className="soft">
            {term(`refusal.${one.reason}`)} {one.reason === 'no_email' ? say('fix_no_email') : null}
          </p>
        </People>
      ))}
    </div>
  );
}

interface PeopleProps {
  title: string;
  accounts: AccountRow[];
  count: number;
  open?: boolean;
  /** With the time from which an account may be written about again. */
  pauses?: boolean;
  children?: ReactNode;
}

function People({ title, accounts, count, open = false, pauses = false, children }: PeopleProps) {
  const say = useWords(relinkWords);
  const formats = useFormats();
  return (
    <details className="people" open={open}>
      <summary>{title}</summary>
      {children}
      {accounts.length < count ? <p className="soft">{say('first_of', { count: accounts.length })}</p> : null}
      <ul>
        {accounts.map((account) => (
          <li key={account.id}>
            <AccountLink account={account} />
            <HolderLink holder={account.holder} />
            {pauses && account.paused_until !== null ? (
              <span className="possible-from soft">
                {say('possible_from', { time: formats.time(account.paused_until) })}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function PreviewMail({ mail, holder }: { mail: Mail; holder: HolderLabel | null }) {
  const say = useWords(relinkWords);
  const term = useWords(termWords);
  const { tag } = useLocale();
  const language = new Intl.DisplayNames(tag, { type: 'language' }).of(mail.language) ?? mail.language;
  const name = holder?.name ?? holder?.email ?? term('unnamed');
  return (
    <section className="request-mail">
      <h3>{say('mail')}</h3>
      <p className="soft">{say('mail_for', { name, language })}</p>
      <MailPreview mail={mail} />
    </section>
  );
}
