// A state as text, shape and colour, so that none of the three is needed alone.
import type { ReactNode } from 'react';

export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'active';

/** Good is a full circle, warn a triangle, bad a square, calm a ring, active a half circle. */
const SHAPES: Record<Tone, ReactNode> = {
  good: <circle cx="6" cy="6" r="4.5" />,
  warn: <path d="M6 1.2L11.2 10.6H.8z" />,
  bad: <rect x="1.8" y="1.8" width="8.4" height="8.4" rx="1.2" />,
  calm: <circle cx="6" cy="6" r="3.8" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  active: (
    <>
      <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" />
    </>
  ),
};

export function StatusMark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`status ${tone}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        {SHAPES[tone]}
      </svg>
      <span>{children}</span>
    </span>
  );
}

/** A short word set apart, without a state of its own. */
export function Badge({ children, tone = 'calm' }: { children: ReactNode; tone?: Tone }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}
