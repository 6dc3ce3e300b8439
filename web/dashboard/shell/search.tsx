// The search over everything, in the top bar; `/` goes there from anywhere, the arrow keys choose, Enter opens.
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useAccountName } from '../accounts/labels.tsx';
import type { Answer } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { shellWords } from '../catalogue/shell.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon, type IconName } from '../kit/icon.tsx';
import { useShortcuts } from '../kit/shortcuts.ts';

const PAUSE_MS = 200;
const LIST = 'search-results';
const optionId = (index: number) => `${LIST}-${index}`;

interface Found {
  id: string;
  kind: 'accounts' | 'customers' | 'connected-accounts' | 'events';
  title: string;
  detail: string;
}

const ICONS: Record<Found['kind'], IconName> = {
  accounts: 'accounts',
  customers: 'person',
  'connected-accounts': 'person',
  events: 'events',
};

export function Search() {
  const say = useWords(shellWords);
  const input = useRef<HTMLInputElement>(null);
  const chooser = useChooser(input);
  const { typed, query, found, open, at } = chooser;
  useShortcuts({
    '/': (event) => {
      event.preventDefault();
      input.current?.focus();
    },
  });
  return (
    <div className="search-field global">
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        className="input"
        aria-label={say('search_label')}
        aria-expanded={open}
        aria-controls={LIST}
        aria-autocomplete="list"
        aria-activedescendant={open && found.items.length > 0 ? optionId(at) : undefined}
        placeholder={say('search_hint')}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => chooser.type(event.target.value)}
        onKeyDown={chooser.onKeyDown}
        onFocus={() => chooser.setActive(true)}
        onBlur={() => chooser.setActive(false)}
      />
      <span className="key" aria-hidden="true">
        /
      </span>
      <p className="unseen" role="status">
        {open && found.items.length > 0 ? say('search_results', { count: found.items.length }) : null}
      </p>
      <div id={LIST} role="listbox" aria-label={say('search')} hidden={!open || found.items.length === 0}>
        {found.items.map((item, index) => (
          <Option key={`${item.kind}${item.id}`} item={item} index={index} chosen={index === at} onOpen={chooser.go} />
        ))}
      </div>
      {open && found.items.length === 0 && !found.loading ? (
        <p className="search-nothing" role="status">
          {say('search_nothing', { query })}
        </p>
      ) : null}
    </div>
  );
}

interface OptionProps {
  item: Found;
  index: number;
  chosen: boolean;
  onOpen: (item: Found) => void;
}

function Option({ item, index, chosen, onOpen }: OptionProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: as in every combobox, the focus stays in the input
    <div
      ref={element}
      id={optionId(index)}
      role="option"
      aria-selected={chosen}
      className="item"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(item)}
    >
      <Icon name={ICONS[item.kind]} />
      <span>
        {item.title}
        <small className="soft">{item.detail}</small>
      </span>
    </div>
  );
}

/** What is typed, what it finds, and which of it is chosen. */
function useChooser(input: React.RefObject<HTMLInputElement | null>) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(false);
  const [at, setAt] = useState(0);
  const query = useLate(typed.trim());
  const found = useFound(query);
  const go = ({ id, kind }: Found) => {
    setTyped('');
    input.current?.blur();
    void navigate({ to: `/${kind}/$id`, params: { id } });
  };
  const last = found.items.length - 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const item = found.items[at];
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, last));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && item !== undefined) go(item);
    else if (event.key === 'Escape') {
      setTyped('');
      input.current?.blur();
    } else return;
    event.preventDefault();
  };
  const type = (text: string) => {
    setAt(0);
    setTyped(text);
  };
  return { typed, type, query, found, at, open: active && query !== '', setActive, go, onKeyDown };
}

function useFound(query: string): { items: Found[]; loading: boolean } {
  const nameOf = useAccountName();
  const { data, isFetching } = useCall('GET /search', { query: { q: query } }, { enabled: query !== '', keep: true });
  if (query === '' || data === undefined) return { items: [], loading: isFetching };
  return { items: listOf(data, nameOf), loading: isFetching };
}

function listOf(answer: Answer<'GET /search'>, nameOf: ReturnType<typeof useAccountName>): Found[] {
  const { accounts, customers, connected_accounts, events } = answer;
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
    ...connected_accounts.map(
      (row): Found => ({
        id: row.id,
        kind: 'connected-accounts',
        title: row.name ?? row.id,
        detail: row.email ?? row.id,
      }),
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
