// The search over everything, in the top bar; `/` goes there from anywhere.
import { Autocomplete as Base } from '@base-ui/react/autocomplete';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useAccountName } from '../accounts/labels.tsx';
import type { Answer } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { shellWords } from '../catalogue/shell.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon, type IconName } from '../kit/icon.tsx';
import { overlayRoot } from '../kit/overlay.ts';
import { useShortcuts } from '../kit/shortcuts.ts';

const PAUSE_MS = 200;

interface Found {
  id: string;
  kind: 'accounts' | 'customers' | 'events';
  title: string;
  detail: string;
}

const ICONS: Record<Found['kind'], IconName> = { accounts: 'accounts', customers: 'person', events: 'events' };

export function Search() {
  const say = useWords(shellWords);
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const query = useLate(typed.trim());
  const found = useFound(query);
  useShortcuts({
    '/': (event) => {
      event.preventDefault();
      input.current?.focus();
    },
  });
  const open = ({ id, kind }: Found) => {
    setTyped('');
    input.current?.blur();
    void navigate({ to: `/${kind}/$id`, params: { id } });
  };
  return (
    <Base.Root
      items={found.items}
      mode="none"
      autoHighlight
      value={typed}
      onValueChange={(value) => setTyped(value)}
      itemToStringValue={(item: Found) => item.title}
    >
      <div className="search-field global">
        <Icon name="search" />
        <Base.Input
          ref={input}
          className="input"
          aria-label={say('search_label')}
          placeholder={say('search_hint')}
          spellCheck={false}
        />
        <span className="key" aria-hidden="true">
          /
        </span>
      </div>
      {query === '' ? null : (
        <Base.Portal container={overlayRoot()}>
          <Base.Positioner className="floating" sideOffset={6} align="start">
            <Base.Popup className="menu search-results">
              <Base.Status>
                {found.loading ? null : found.items.length > 0 ? (
                  <span className="unseen">{say('search_results', { count: found.items.length })}</span>
                ) : (
                  <p className="search-nothing">{say('search_nothing', { query })}</p>
                )}
              </Base.Status>
              <Base.List>
                {(item: Found) => <Row key={`${item.kind}${item.id}`} item={item} onOpen={() => open(item)} />}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      )}
    </Base.Root>
  );
}

function Row({ item, onOpen }: { item: Found; onOpen: () => void }) {
  return (
    <Base.Item value={item} className="item" onClick={onOpen}>
      <Icon name={ICONS[item.kind]} />
      <span>
        {item.title}
        <small className="soft">{item.detail}</small>
      </span>
    </Base.Item>
  );
}

function useFound(query: string): { items: Found[]; loading: boolean } {
  const nameOf = useAccountName();
  const { data, isFetching } = useCall('GET /search', { query: { q: query } }, { enabled: query !== '', keep: true });
  if (query === '' || data === undefined) return { items: [], loading: isFetching };
  return { items: listOf(data, nameOf), loading: isFetching };
}

function listOf(answer: Answer<'GET /search'>, nameOf: ReturnType<typeof useAccountName>): Found[] {
  const { accounts, customers, events } = answer;
  return [
    ...accounts.map(
      (row): Found => ({
        id: row.id,
        kind: 'accounts',
        title: nameOf(row),
        detail: row.holder?.name ?? row.holder?.email ?? row.id,
      }),
    ),
    ...customers.map(
      (row): Found => ({ id: row.id, kind: 'customers', title: row.name ?? row.id, detail: row.email ?? row.id }),
    ),
    ...events.map((row): Found => ({ id: row.id, kind: 'events', title: row.type, detail: row.id })),
  ];
}

/** The value as it was before the last short while of typing. */
function useLate(value: string): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), value === '' ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return late;
}
