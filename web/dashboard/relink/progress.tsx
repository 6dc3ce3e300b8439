// How far a request is: a bar while it runs, and the counts in words.
import type { Batch } from '../../../server/src/wire/dashboard_objects.ts';
import { useFormats } from '../catalogue/formats.ts';
import { relinkWords } from '../catalogue/relink.ts';
import { useWords } from '../catalogue/words.ts';
import { StatusMark, type Tone } from '../kit/status.tsx';

export function ProgressBar({ batch }: { batch: Batch }) {
  const say = useWords(relinkWords);
  const done = batch.requested + batch.refused;
  return <progress className="progress" aria-label={say('progress')} max={Math.max(batch.total, 1)} value={done} />;
}

export function useProgressText(): (batch: Batch) => string {
  const say = useWords(relinkWords);
  const formats = useFormats();
  return ({ state, total, requested, refused }) => {
    if (state === 'running')
      return say('progress.running', { done: formats.number(requested + refused), total: formats.number(total) });
    const values = { count: requested, number: formats.number(requested), refused: formats.number(refused) };
    return say(`progress.${state}`, values);
  };
}

const TONES: Record<Batch['state'], Tone> = { running: 'active', done: 'good', stopped: 'calm' };

export function BatchStatus({ batch }: { batch: Batch }) {
  const say = useWords(relinkWords);
  return <StatusMark tone={TONES[batch.state]}>{say(`state.${batch.state}`)}</StatusMark>;
}

/** Who asked: a person, or the policies. */
export function useRequestedBy(): (batch: Batch) => string {
  const say = useWords(relinkWords);
  return ({ source, requested_by }) => {
    if (source === 'policy') return say('policy');
    return requested_by === null ? say('somebody') : (requested_by.name ?? requested_by.email);
  };
}
