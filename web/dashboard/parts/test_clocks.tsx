// The test clocks: making one and moving it forward. Customers on a clock live in its time.
import { useState } from 'react';
import type { TestClockRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useCall, useSend } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { sandboxWords } from '../catalogue/sandbox.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { Section } from '../kit/page.tsx';
import { EmptyState } from '../kit/states.tsx';
import { StatusMark, type Tone } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { toast } from '../kit/toast.tsx';
import { AdvanceClock } from './advance_clock.tsx';
import { Await } from './await.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { fromInput, toInput } from './local_time.ts';
import { useOperatorRefusal } from './refused.ts';

/** How often a moving clock is looked at. */
const MOVING_MS = 1_000;
const TONES: Record<TestClockRow['status'], Tone> = { ready: 'good', advancing: 'active', internal_failure: 'bad' };

export function TestClocks() {
  const say = useWords(sandboxWords);
  const refused = useOperatorRefusal();
  const [creating, setCreating] = useState(false);
  const [advancing, setAdvancing] = useState<string | null>(null);
  const clocks = useCall(
    'GET /sandbox/test_clocks',
    {},
    { refetchInterval: (rows) => (rows?.some(({ status }) => status === 'advancing') ? MOVING_MS : false) },
  );
  const create = (
    <Button icon="plus" refused={refused} onClick={() => setCreating(true)}>
      {say('clock_create')}
    </Button>
  );
  const moved = clocks.data?.find(({ id }) => id === advancing) ?? null;
  return (
    <Section title={say('clocks')} actions={clocks.data?.length === 0 ? undefined : create}>
      <p className="soft">{say('clocks_lead')}</p>
      <Await query={clocks} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon="clock" title={say('clocks_empty')} actions={create}>
              <p>{say('clocks_empty_lead')}</p>
            </EmptyState>
          ) : (
            <Clocks rows={rows} onAdvance={setAdvancing} />
          )
        }
      </Await>
      <CreateClock open={creating} onClose={() => setCreating(false)} />
      <AdvanceClock clock={moved} onClose={() => setAdvancing(null)} />
    </Section>
  );
}

function Clocks({ rows, onAdvance }: { rows: TestClockRow[]; onAdvance: (id: string) => void }) {
  const say = useWords(sandboxWords);
  const formats = useFormats();
  const refused = useOperatorRefusal();
  return (
    <Table
      label={say('clocks')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          name: say('clock.name'),
          cell: ({ name }) => name ?? <span className="soft">{say('clock.no_name')}</span>,
        },
        { key: 'time', name: say('clock.time'), cell: ({ frozen_time }) => formats.time(frozen_time) },
        {
          key: 'status',
          name: say('clock.status'),
          cell: ({ status }) => <StatusMark tone={TONES[status]}>{say(`clock.${status}`)}</StatusMark>,
        },
        {
          key: 'customers',
          name: say('clock.customers'),
          numeric: true,
          cell: ({ customers }) => formats.number(customers),
        },
        {
          key: 'actions',
          name: say('clock_advance'),
          silent: true,
          cell: ({ id, name, status }) => (
            <Button
              small
              busy={status === 'advancing'}
              refused={refused}
              aria-label={`${say('clock_advance')}: ${name ?? id}`}
              onClick={() => onAdvance(id)}
            >
              {say('clock_advance')}
            </Button>
          ),
        },
      ]}
    />
  );
}

function CreateClock({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useWords(sandboxWords);
  const [name, setName] = useState('');
  const [start, setStart] = useState(() => toInput(Date.now() / 1000));
  const create = useSend('POST /sandbox/test_clocks', ['GET /sandbox/test_clocks']);
  const at = fromInput(start);
  const submit = () => {
    if (at === null) return;
    const body = { frozen_time: at, ...(name.trim() === '' ? {} : { name: name.trim() }) };
    create.mutate(
      { body },
      {
        onSuccess: () => {
          onClose();
          setName('');
          toast(say('clock_created'));
        },
      },
    );
  };
  return (
    <ConfirmDialog
      open={open}
      title={say('clock_create_title')}
      lead={say('clocks_lead')}
      confirm={say('clock_create')}
      busy={create.isPending}
      error={create.error}
      onConfirm={submit}
      onClose={onClose}
    >
      <TextField label={say('clock.name')} value={name} maxLength={300} autoComplete="off" onChange={setName} />
      <TextField
        label={say('clock.start')}
        type="datetime-local"
        value={start}
        error={at === null ? say('clock.start_bad') : null}
        onChange={setStart}
      />
    </ConfirmDialog>
  );
}
