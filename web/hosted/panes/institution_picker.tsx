// The pane where the customer finds a bank, by tile or by search, with the keyboard alone if wished.
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../../kit/icons.tsx';
import { Button, Mark, Notice } from '../../kit/parts.tsx';
import type { PaneProps } from '../app.tsx';
import type { Flow } from '../flow.ts';
import type { InstitutionView, Pane as PaneData } from '../flow_types.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

/** Pause in typing before we ask the server, in milliseconds. */
const TYPING_MS = 200;
/** The most the server answers; as many as this means that there may be more. */
const RESULT_LIMIT = 20;
/** Longest query we send. */
const QUERY_LIMIT = 100;

type Found = { query: string; institutions: InstitutionView[] } | { query: string; failed: true };

/** The bank picker. */
export function InstitutionPickerPane(props: PaneProps & { pane: PaneData & { type: 'institution_picker' } }) {
  const { view, state, flow, pane } = props;
  const text = useText();
  const [typed, setTyped] = useState('');
  const query = typed.trim();
  const found = useSearch(flow, query);
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const hint = useId();
  const manual = view.manual_entry !== 'disabled';

  const choose = (institution: InstitutionView) => {
    if (!state.busy) flow.chooseInstitution(institution.id);
  };
  const listed = query === '' ? pane.featured : found !== null && 'institutions' in found ? found.institutions : [];
  const fresh = query === '' || found?.query === query;
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveFocus(event, box.current);
    if (event.key === 'Enter' && event.target === field.current && fresh && listed.length === 1) choose(listed[0]!);
    if (event.key === 'Escape' && event.target === field.current && typed !== '') {
      event.preventDefault();
      setTyped('');
    }
  };

  return (
    <Pane
      title={text.say('picker.title')}
      lead={text.say('picker.lead', { merchant: view.merchant.name })}
      actions={manual ? <ByHand state={state} flow={flow} /> : undefined}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the real controls inside. */}
      <div className="picker" ref={box} onKeyDown={onKey}>
        <SearchField field={field} typed={typed} hint={hint} onType={setTyped} />
        <p className="unseen" role="status" id={hint}>
          {query === '' || !fresh || found === null || 'failed' in found
            ? ''
            : text.say('picker.count', { count: found.institutions.length })}
        </p>
        {found !== null && 'failed' in found && query !== '' ? (
          <Notice icon="alert" tone="bad" alert>
            {text.say('picker.failed')}
          </Notice>
        ) : null}
        {listed.length > 0 ? (
          <BankList
            title={text.say(query === '' ? 'picker.featured' : 'picker.results')}
            institutions={listed}
            onChoose={choose}
          />
        ) : null}
        {query !== '' && listed.length >= RESULT_LIMIT ? <p className="small">{text.say('picker.more')}</p> : null}
        {query !== '' && fresh && found !== null && 'institutions' in found && listed.length === 0 ? (
          <NothingFound
            query={query}
            manual={manual}
            onClear={() => {
              setTyped('');
              field.current?.focus();
            }}
          />
        ) : null}
      </div>
    </Pane>
  );
}

/** The way on for whoever does not find his bank, or wants none. */
function ByHand({ state, flow }: Pick<PaneProps, 'state' | 'flow'>) {
  const text = useText();
  return (
    <Button kind="quiet" busy={state.busy} onClick={() => flow.enterManually()}>
      {text.say('manual.open')}
    </Button>
  );
}

function SearchField(props: {
  field: RefObject<HTMLInputElement | null>;
  typed: string;
  hint: string;
  onType: (typed: string) => void;
}) {
  const text = useText();
  return (
    <label className="search">
      <span className="unseen">{text.say('picker.search')}</span>
      <Icon name="search" />
      <input
        ref={props.field}
        type="search"
        value={props.typed}
        maxLength={QUERY_LIMIT}
        placeholder={text.say('picker.search')}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={props.hint}
        onChange={(event) => props.onType(event.currentTarget.value)}
      />
    </label>
  );
}

function NothingFound({ query, manual, onClear }: { query: string; manual: boolean; onClear: () => void }) {
  const text = useText();
  return (
    <div className="nothing">
      <p>
        <strong>{text.say('picker.none.title', { query })}</strong>
      </p>
      <p className="small">{text.say(manual ? 'picker.none.lead.manual' : 'picker.none.lead')}</p>
      <Button kind="quiet" onClick={onClear}>
        {text.say('picker.none.clear')}
      </Button>
    </div>
  );
}

function BankList(props: { title: string; institutions: InstitutionView[]; onChoose: (one: InstitutionView) => void }) {
  return (
    <section className="group">
      <h2>{props.title}</h2>
      <ul className="rows tight">
        {props.institutions.map((institution) => (
          <li key={institution.id}>
            <button type="button" className="choice" onClick={() => props.onChoose(institution)}>
              <Mark initials={institution.initials} color={institution.color} />
              <span className="words">
                <span className="name">{institution.name}</span>
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Up and down walk through the field and the banks below it, without wrapping. */
function moveFocus(event: KeyboardEvent, box: HTMLElement | null): void {
  const stops = [...(box?.querySelectorAll<HTMLElement>('input, .choice') ?? [])];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** Asks the server a moment after the last key. Keeps the last answer until a newer one, so that the list does not flicker. */
function useSearch(flow: Flow, query: string): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (query === '') return setFound(null);
    let stale = false;
    const timer = setTimeout(async () => {
      const next: Found = await flow.searchInstitutions(query).then(
        (institutions) => ({ query, institutions }),
        () => ({ query, failed: true as const }),
      );
      if (!stale) setFound(next);
    }, TYPING_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [flow, query]);
  return found;
}
