// The events, newest first, with how their deliveries stand.
import { useCallback } from 'react';
import { EVENT_TYPES } from '../../../server/src/wire/event_types.ts';
import { type EventsSearch, useFilters } from '../api/address.ts';
import { csvAddress } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { eventWords } from '../catalogue/events.ts';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { CheckBox } from '../kit/field.tsx';
import { Icon } from '../kit/icon.tsx';
import { Page } from '../kit/page.tsx';
import { Pager } from '../kit/pager.tsx';
import { Select } from '../kit/select.tsx';
import { EmptyState, ErrorState, Loading } from '../kit/states.tsx';
import { EventTable } from '../parts/deliveries.tsx';
import { SearchBox } from '../parts/search_box.tsx';
import '../styles/workspace.css';

export default function EventsPage() {
  const say = useWords(eventWords);
  const form = useWords(formWords);
  const { filters, set } = useFilters<EventsSearch>();
  return (
    <Page
      title={say('title')}
      summary={say('lead')}
      actions={
        <a className="button plain" href={csvAddress('events', withoutPage(filters))} download>
          <Icon name="download" />
          <span>{form('csv')}</span>
        </a>
      }
    >
      <Filters filters={filters} set={set} />
      <List />
    </Page>
  );
}

type Set = (patch: EventsSearch, replace?: boolean) => void;

function Filters({ filters, set }: { filters: EventsSearch; set: Set }) {
  const say = useWords(eventWords);
  const search = useCallback((object: string) => set({ object: object === '' ? undefined : object }, true), [set]);
  const types = [
    { value: '', name: say('filter.all_types') },
    ...EVENT_TYPES.map((type) => ({ value: type as string, name: type as string })),
  ];
  return (
    <div className="toolbar">
      <SearchBox label={say('filter.object')} value={filters.object ?? ''} onSearch={search} />
      <Select
        label={say('filter.type')}
        value={filters.type ?? ''}
        options={types}
        onChange={(type) => set({ type: type === '' ? undefined : type })}
      />
      <CheckBox
        label={say('filter.failed')}
        checked={filters.failed === 'true'}
        onChange={(checked) => set({ failed: checked ? 'true' : undefined })}
      />
    </div>
  );
}

function List() {
  const say = useWords(eventWords);
  const { filters, set, clear } = useFilters<EventsSearch>();
  const events = useCall('GET /events', { query: filters }, { keep: true });
  if (events.data === undefined) {
    return events.error === null ? (
      <Loading rows={10} />
    ) : (
      <ErrorState error={events.error} retry={() => void events.refetch()} />
    );
  }
  const { data, next, previous } = events.data;
  if (data.length === 0) return <Nothing filtered={Object.keys(filters).length > 0} onClear={clear} />;
  return (
    <>
      {events.error === null ? null : <ErrorState error={events.error} retry={() => void events.refetch()} />}
      <EventTable events={data} about stale={events.isPlaceholderData} />
      <Pager next={next} previous={previous} onMove={(to) => set(to)} />
    </>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const say = useWords(eventWords);
  if (!filtered)
    return (
      <EmptyState icon="events" title={say('empty')}>
        <p>{say('empty_lead')}</p>
      </EmptyState>
    );
  return (
    <EmptyState icon="filter" title={say('nothing')} actions={<Button onClick={onClear}>{say('clear')}</Button>}>
      <p>{say('nothing_lead')}</p>
    </EmptyState>
  );
}

function withoutPage({ type, object, failed }: EventsSearch): EventsSearch {
  return { type, object, failed };
}
