// Counts by state that are filters: what needs action comes first.
import { useLinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AccountFilter } from '../../../server/src/wire/dashboard.ts';
import type { Count } from '../../../server/src/wire/dashboard_objects.ts';
import { useCall } from '../api/queries.ts';
import { accountsWords } from '../catalogue/accounts.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';

type Counted = 'needs_relink' | 'expiring' | 'not_repairable' | 'disconnected' | 'all';

/** Each leads to the list of exactly the accounts that it counts. */
const FILTERS: Record<Counted, AccountFilter> = {
  needs_relink: { needs_relink: 'true' },
  expiring: { expiring: 'true' },
  not_repairable: { not_repairable: 'true' },
  disconnected: { status: 'disconnected' },
  all: {},
};
const TONES: Partial<Record<Counted, string>> = { needs_relink: 'bad', expiring: 'warn' };

export function SummaryBar({ filter }: { filter: AccountFilter }) {
  const say = useWords(accountsWords);
  const formats = useFormats();
  const { data } = useCall('GET /accounts/summary', {});
  const counts: [Counted, Count | undefined][] = [
    ['needs_relink', data?.needs_relink],
    ['expiring', data?.expiring],
    ['not_repairable', data?.not_repairable],
    ['disconnected', data?.disconnected],
    ['all', data?.total],
  ];
  return (
    <nav className="counts" aria-label={say('counts')}>
      <ul>
        {counts.map(([name, count]) => (
          <li key={name}>
            <CountLink
              filter={FILTERS[name]}
              tone={(count?.value ?? 0) > 0 ? TONES[name] : undefined}
              current={isOnly(filter, FILTERS[name])}
            >
              <CountText
                text={say(`count.${name}`, {
                  count: count?.value ?? 0,
                  number: count === undefined ? '–' : formats.count(count),
                })}
              />
            </CountLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The router's own mark of what is current looks at the page of the list, too; ours at the filter only. */
function CountLink(props: { filter: AccountFilter; tone?: string; current: boolean; children: ReactNode }) {
  const link = useLinkProps({ to: '/accounts', search: props.filter });
  return (
    <a {...link} className={`count ${props.tone ?? ''}`} aria-current={props.current ? 'true' : undefined}>
      {props.children}
    </a>
  );
}

/** The number stands out, wherever the sentence puts it. */
function CountText({ text }: { text: string }) {
  const number = /[\d–][\d.,\u202f\u00a0’]*\+?/.exec(text);
  if (number === null) return text;
  const end = number.index + number[0].length;
  return (
    <>
      {text.slice(0, number.index)}
      <strong>{number[0]}</strong>
      {text.slice(end)}
    </>
  );
}

/** How many accounts a filter matches, where one of the counts says it. */
export function useMatching(filter: AccountFilter): Count | null {
  const { data } = useCall('GET /accounts/summary', {});
  if (data === undefined) return null;
  const name = (Object.keys(FILTERS) as Counted[]).find((one) => isOnly(filter, FILTERS[one]));
  if (name === undefined) return null;
  return name === 'all' ? data.total : data[name];
}

function isOnly(filter: AccountFilter, wanted: AccountFilter): boolean {
  const text = (value: object) =>
    JSON.stringify(
      Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .sort(),
    );
  return text(filter) === text(wanted);
}
