// Moves a test clock forward: by a day, a week or a month, or to a time.
import { useState } from 'react';
import type { TestClockRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useSend } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { sandboxWords } from '../catalogue/sandbox.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { toast } from '../kit/toast.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { fromInput, toInput } from './local_time.ts';

const DAY = 86_400;
const STEPS = [
  ['day', DAY],
  ['week', 7 * DAY],
  ['month', 30 * DAY],
] as const;

/** `clock` null: closed. */
export function AdvanceClock({ clock, onClose }: { clock: TestClockRow | null; onClose: () => void }) {
  const say = useWords(sandboxWords);
  const formats = useFormats();
  const [typed, setTyped] = useState<{ clock: string; to: string } | null>(null);
  const advance = useSend('POST /sandbox/test_clocks/:id/advance', ['GET /sandbox/test_clocks']);
  const now = clock?.frozen_time ?? 0;
  const to = typed?.clock === clock?.id && typed !== null ? typed.to : toInput(now + DAY);
  const at = fromInput(to);
  const set = (next: string) => setTyped({ clock: clock?.id ?? '', to: next });
  const wrong = at === null || at <= now;
  const submit = () => {
    if (clock === null || at === null || wrong) return;
    advance.mutate(
      { path: { id: clock.id }, body: { frozen_time: at } },
      {
        onSuccess: () => {
          setTyped(null);
          onClose();
          toast(say('clock_moved'));
        },
      },
    );
  };
  return (
    <ConfirmDialog
      open={clock !== null}
      title={say('clock_advance_title', { name: clock?.name ?? clock?.id ?? '' })}
      lead={say('clock_advance_lead', { time: formats.time(now) })}
      confirm={say('clock_go')}
      busy={advance.isPending}
      error={advance.error}
      onConfirm={submit}
      onClose={onClose}
    >
      <div className="actions">
        {STEPS.map(([name, step]) => (
          <Button key={name} small onClick={() => set(toInput(now + step))}>
            {say(`advance.${name}`)}
          </Button>
        ))}
      </div>
      <TextField
        label={say('advance.to')}
        type="datetime-local"
        value={to}
        error={wrong ? say('clock_back') : null}
        onChange={set}
      />
    </ConfirmDialog>
  );
}
