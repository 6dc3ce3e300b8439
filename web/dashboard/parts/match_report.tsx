// How the account that came back from the bank was recognised, what changed with it, and what was refused.
import type { MatchReport as Report } from '../../../server/src/wire/dashboard_objects.ts';
import { accountWords } from '../catalogue/account.ts';
import { timelineWords } from '../catalogue/account_timeline.ts';
import { useFormats } from '../catalogue/formats.ts';
import { termWords } from '../catalogue/terms.ts';
import { useWords } from '../catalogue/words.ts';
import { Table } from '../kit/table.tsx';
import { useFoundText, useKindText } from './timeline_words.ts';

const FIELDS = [
  'display_name',
  'last4',
  'account_number',
  'number_status',
  'number_expires_at',
  'permissions',
  'status',
  'authorization',
  'subcategory',
] as const;

export function MatchReport({ report }: { report: Report | null }) {
  const say = useWords(timelineWords);
  const formats = useFormats();
  const kindText = useKindText();
  const foundText = useFoundText();
  if (report === null) return <p className="soft">{say('match_empty')}</p>;
  const { matched_by, changes, refused } = report;
  return (
    <div className="panel">
      <h3>{say('match_at', { time: formats.time(report.at) })}</h3>
      <p>{say(`match.${matched_by ?? 'none'}`)}</p>
      {matched_by === null ? null : changes.length === 0 ? (
        <p>{say('match_no_changes')}</p>
      ) : (
        <Changes changes={changes} />
      )}
      {refused === null ? null : (
        <>
          <h4>{say('match_refused')}</h4>
          <p>
            {kindText(refused.reason)} {foundText(refused.found)}
          </p>
        </>
      )}
    </div>
  );
}

/** What stood in a field, as the rest of the page writes it. */
function useValue(): (field: string, value: string | null) => string | null {
  const account = useWords(accountWords);
  const terms = useWords(termWords);
  const formats = useFormats();
  return (field, value) => {
    if (value === null) return null;
    const key = `${field}.${value}`;
    if (field === 'status' && key in termWords.en) return terms(key as 'status.active');
    if (field === 'number_status' && key in accountWords.en) return account(key as 'number_status.pending');
    if (field === 'permissions') {
      const named = value.split(', ').map((one) => {
        const name = `permission.${one}`;
        return name in accountWords.en ? account(name as 'permission.balances') : one;
      });
      return value === '' ? null : formats.list(named);
    }
    const at = field === 'number_expires_at' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? value : formats.day(at / 1000);
  };
}

function Changes({ changes }: Pick<Report, 'changes'>) {
  const say = useWords(timelineWords);
  const wordsFor = useValue();
  // A number that changed is told without its digits.
  const cell = (field: string, value: string | null, number: string) =>
    field === 'account_number' ? number : (wordsFor(field, value) ?? nothing);
  const nothing = <span className="soft">{say('match_nothing')}</span>;
  const nameOf = (field: string) => {
    const known = FIELDS.find((one) => one === field);
    return known === undefined ? <code>{field}</code> : say(`field.${known}`);
  };
  return (
    <Table
      label={say('match_changes')}
      rows={changes}
      keyOf={({ field }) => field}
      columns={[
        { key: 'field', name: say('match_field'), cell: ({ field }) => nameOf(field) },
        {
          key: 'before',
          name: say('match_before'),
          cell: ({ field, before }) => cell(field, before, say('number_former')),
        },
        {
          key: 'after',
          name: say('match_after'),
          cell: ({ field, after }) => cell(field, after, say('number_replaced')),
        },
      ]}
    />
  );
}
