// The fields of a webhook endpoint, for adding and for changing one.
import { useState } from 'react';
import type { EndpointInput } from '../../../server/src/wire/dashboard.ts';
import { EVENT_TYPES, isOfConnectedAccounts } from '../../../server/src/wire/event_types.ts';
import type { DashboardError } from '../api/client.ts';
import { formWords } from '../catalogue/forms.ts';
import { webhookWords } from '../catalogue/webhooks.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { CheckBox, TextField } from '../kit/field.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { RELINK_EVENTS } from './endpoint_hints.ts';
import { Choices } from './fields.tsx';

interface Props {
  first: EndpointInput;
  /** False where what it hears of was chosen already. */
  choosesConnect: boolean;
  submit: string;
  busy: boolean;
  error: DashboardError | null;
  onSubmit: (input: EndpointInput) => void;
  onClose: () => void;
}

const FIELDS = ['url', 'description', 'api_version'];

export function EndpointForm({ first, choosesConnect, submit, busy, error, onSubmit, onClose }: Props) {
  const say = useWords(webhookWords);
  const form = useWords(formWords);
  const [input, setInput] = useState(first);
  const [tried, setTried] = useState(false);
  const at = (param: string) => (error?.param === param ? error.message : null);
  const bad = {
    url: !URL.canParse(input.url.trim()) ? form('not_url') : null,
    events: input.enabled_events.length === 0 ? form('required') : null,
  };
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!busy && bad.url === null && bad.events === null) onSubmit(trimmed(input));
      }}
    >
      <TextField
        label={say('field.url')}
        hint={say('field.url_help')}
        type="url"
        value={input.url}
        placeholder="https://"
        error={(tried ? bad.url : null) ?? at('url')}
        onChange={(url) => setInput({ ...input, url })}
      />
      <TextField
        label={`${say('field.description')} (${form('optional')})`}
        value={input.description ?? ''}
        error={at('description')}
        onChange={(description) => setInput({ ...input, description })}
      />
      {choosesConnect ? (
        <ConnectField value={input.connect === true} onChange={(connect) => setInput({ ...input, connect })} />
      ) : null}
      <EventsField
        connect={input.connect === true}
        wanted={input.enabled_events}
        error={tried ? bad.events : null}
        onChange={(enabled_events) => setInput({ ...input, enabled_events })}
      />
      <TextField
        label={`${say('field.version')} (${form('optional')})`}
        hint={say('field.version_help')}
        value={input.api_version ?? ''}
        placeholder="2026-09-30.preview"
        spellCheck={false}
        error={at('api_version')}
        onChange={(api_version) => setInput({ ...input, api_version })}
      />
      <ErrorNotice error={FIELDS.includes(error?.param ?? '') ? null : error} />
      <div className="form-actions">
        <Button onClick={onClose}>{form('cancel')}</Button>
        <Button kind="primary" type="submit" busy={busy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

function ConnectField({ value, onChange }: { value: boolean; onChange: (connect: boolean) => void }) {
  const say = useWords(webhookWords);
  return (
    <Choices
      legend={say('field.connect')}
      value={value ? 'connected' : 'own'}
      choices={[
        { value: 'own', name: say('connect.own'), note: say('connect.own_help') },
        { value: 'connected', name: say('connect.connected'), note: say('connect.connected_help') },
      ]}
      onChange={(which) => onChange(which === 'connected')}
    />
  );
}

function trimmed({ url, description, api_version, ...others }: EndpointInput): EndpointInput {
  const orNull = (text: string | null | undefined) => (text ?? '').trim() || null;
  return { ...others, url: url.trim(), description: orNull(description), api_version: orNull(api_version) };
}

type Which = 'all' | 'relink' | 'some';

interface EventsProps {
  connect: boolean;
  wanted: string[];
  error: string | null;
  onChange: (wanted: string[]) => void;
}

function EventsField({ connect, wanted, error, onChange }: EventsProps) {
  const say = useWords(webhookWords);
  const [which, setWhich] = useState<Which>(whichOf(wanted));
  const choose = (next: Which) => {
    setWhich(next);
    if (next === 'all') onChange(['*']);
    else if (next === 'relink') onChange([...RELINK_EVENTS]);
    else onChange(wanted.filter((type) => type !== '*'));
  };
  return (
    <div className="field">
      <Choices
        legend={say('field.events')}
        value={which}
        choices={[
          { value: 'relink', name: say('events.relink'), note: say('events.relink_help') },
          { value: 'all', name: say('events.all'), note: say('events.all_help') },
          { value: 'some', name: say('events.some') },
        ]}
        onChange={choose}
      />
      {which === 'some' ? <TypeList connect={connect} wanted={wanted} onChange={onChange} /> : null}
      {error === null ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** Types that never come here but the endpoint asks for stay in the list, so that saving does not drop them. */
function TypeList({ connect, wanted, onChange }: Omit<EventsProps, 'error'>) {
  const offered: readonly string[] = EVENT_TYPES.filter((type) => connect || !isOfConnectedAccounts(type));
  const others = wanted.filter((type) => !offered.includes(type));
  return (
    <div className="type-list">
      {[...offered, ...others].map((type) => (
        <CheckBox
          key={type}
          label={<code>{type}</code>}
          checked={wanted.includes(type)}
          onChange={(on) => onChange(on ? [...wanted, type] : wanted.filter((one) => one !== type))}
        />
      ))}
    </div>
  );
}

function whichOf(wanted: string[]): Which {
  if (wanted.includes('*')) return 'all';
  const same = wanted.length === RELINK_EVENTS.length && RELINK_EVENTS.every((type) => wanted.includes(type));
  return same ? 'relink' : 'some';
}
