// How long a former secret or key still works after a new one was made.
import { useState } from 'react';
import { keyWords } from '../catalogue/api_keys.ts';
import { useWords } from '../catalogue/words.ts';
import { Choices } from './fields.tsx';

const HOURS = [24, 72, 168, 1, 0] as const;
const DAY = 24;

export function useOverlap() {
  const [hours, setHours] = useState<number>(HOURS[0]);
  return { hours, setHours };
}

export function OverlapChoice(props: {
  legend: string;
  hours: number;
  onChange: (hours: number) => void;
  atOnce: string;
}) {
  const say = useWords(keyWords);
  const { legend, hours, onChange, atOnce } = props;
  const name = (each: number) => {
    if (each === 0) return say('overlap.0');
    return each < DAY ? say('overlap.hours', { count: each }) : say('overlap.days', { count: each / DAY });
  };
  return (
    <Choices
      legend={legend}
      value={String(hours)}
      choices={HOURS.map((each) => ({
        value: String(each),
        name: name(each),
        ...(each === 0 ? { note: atOnce } : {}),
      }))}
      onChange={(value) => onChange(Number(value))}
    />
  );
}
