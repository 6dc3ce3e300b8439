// The events, newest first, with how their deliveries stand.
import { useRef } from 'react';
import type { Page as ListPage } from '../../../server/src/wire/dashboard_objects.ts';
import type { EventRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { EVENT_TYPES } from '../../../server/src/wire/event_types.ts';
import { type EventsSearch, useFilters } from '../api/address.ts';
import { csvAddress } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { eventWords } from '../catalogue/events.ts';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { FilterChoice, FilterSwitch } from '../kit/filters.tsx';
import { Icon } from '../kit/icon.tsx';
import { Page } from '../kit/page.tsx';
import { Pager } from '../kit/pager.tsx';
import { SearchField } from '../kit/search_field.tsx';
import { EmptyState } from '../kit/states.tsx';
import { Await } from '../parts/await.tsx';
import { EventTable } from '../parts/deliveries.tsx';
import { useListKeys } from '../parts/list_keys.ts';
import '../styles/workspace.css';

const PENDING_MS = 3_000;

export default function EventsPage() {
  const say = useWords(eventWords);
  const form = useWords(formWords);
  const { filters, set, clear } = useFilters<EventsSearch>();
  const { type, object, failed, connected } = filters;
  const events = useCall('GET /events', { query: filters }, { keep: true, refetchInterval: whilePending });
  return (
    <Page
      title={say('title')}
      summary={say('lead')}
      actions={
        <a className="button plain" href={csvAddress('events', { type, object, failed, connected })} download>
          <Icon name="download" />
          <span>{form('csv')}</span>
        </a>
      }
    >
      <Filters filters={filters} set={set} />
      <Await query={events} rows={10}>
        {(page) => <List page={page} stale={events.isPlaceholderData} filters={filters} set={set} clear={clear} />}
      </Await>
    </Page>
  );
}

interface FilterProps {
  filters: EventsSearch;
  set: (patch: EventsSearch, replace?: boolean) => void;
}

const TYPES = EVENT_TYPES.map((type) => ({ value: type, name: type }));

function Filters({ filters, set }: FilterProps) {
  const say = useWords(eventWords);
  const search = useRef<HTMLInputElement>(null);
  useListKeys(search);
  return (
    <div className="filter-bar">
      <SearchField
        label={say('filter.object')}
        hint={say('filter.object_hint')}
        value={filters.object ?? ''}
        onSearch={(object) => set({ object: object === '' ? undefined : object }, true)}
        inputRef={search}
      />
      <FilterChoice name={say('filter.type')} value={filters.type} options={TYPES} onChange={(type) => set({ type })} />
      <FilterSwitch
        name={say('filter.failed')}
        on={filters.failed === 'true'}
        onChange={(on) => set({ failed: on ? 'true' : undefined })}
      />
      <FilterSwitch
        name={say('filter.connected')}
        on={filters.connected === 'true'}
        onChange={(on) => set({ connected: on ? 'true' : undefined })}
      />
    </div>
  );
}

/** Deliveries come to their end without an event of their own. */
function whilePending(page: ListPage<EventRow> | undefined): number | false {
  return page?.data.some(({ pending }) => pending > 0) ? PENDING_MS : false;
}

function List({
  page,
  stale,
  filters,
  set,
  clear,
}: FilterProps & { page: ListPage<EventRow>; stale: boolean; clear: () => void }) {
  const say = useWords(eventWords);
  if (page.data.length > 0) {
    return (
      <>
        <EventTable events={page.data} about stale={stale} />
        <Pager next={page.next} previous={page.previous} onMove={set} />
      </>
    );
  }
  return Object.keys(filters).length === 0 ? (
    <EmptyState icon="events" title={say('empty')}>
      <p>{say('empty_lead')}</p>
    </EmptyState>
  ) : (
    <EmptyState icon="filter" title={say('nothing')} actions={<Button onClick={clear}>{say('clear')}</Button>}>
      <p>{say('nothing_lead')}</p>
    </EmptyState>
  );
}
