// The relink timeline of an account: every request, the newest first, each with its steps in the order they happened.
import { useState } from 'react';
import type { TimelineEntry } from '../../../server/src/wire/dashboard_objects.ts';
import { timelineWords } from '../catalogue/account_timeline.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Identifier } from '../kit/identifier.tsx';
import { EmptyState } from '../kit/states.tsx';
import { StatusMark } from '../kit/status.tsx';
import { RelativeTime } from '../kit/time.tsx';
import { stepTone, useStepNotes } from './timeline_words.ts';

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const say = useWords(timelineWords);
  const [all, setAll] = useState(false);
  const sessions = bySession(entries);
  if (sessions.length === 0) {
    return (
      <EmptyState icon="requests" title={say('timeline_empty')}>
        <p>{say('timeline_teach')}</p>
      </EmptyState>
    );
  }
  const shown = all ? sessions : sessions.slice(0, 1);
  return (
    <>
      {shown.map((steps) => (
        <Request key={steps[0]!.session} steps={steps} />
      ))}
      {shown.length === sessions.length ? null : (
        <div>
          <Button small onClick={() => setAll(true)}>
            {say('timeline_earlier', { count: sessions.length - shown.length })}
          </Button>
        </div>
      )}
    </>
  );
}

function Request({ steps }: { steps: TimelineEntry[] }) {
  const say = useWords(timelineWords);
  const formats = useFormats();
  const notesOf = useStepNotes();
  const first = steps[0]!;
  return (
    <article className="panel">
      <header>
        <h3>{say('timeline_session', { time: formats.time(first.at) })}</h3>
        <Identifier value={first.session} />
      </header>
      <ol className="timeline">
        {steps.map((entry, index) => (
          <li key={index}>
            <StatusMark tone={stepTone(entry.step, index === steps.length - 1)}>{say(`step.${entry.step}`)}</StatusMark>
            <span className="soft">
              <RelativeTime at={entry.at} />
            </span>
            {notesOf(entry).map((note) => (
              <p key={note}>{note}</p>
            ))}
          </li>
        ))}
      </ol>
    </article>
  );
}

/** The newest request first; within it as it happened. */
function bySession(entries: TimelineEntry[]): TimelineEntry[][] {
  const sessions = new Map<string, TimelineEntry[]>();
  for (const entry of entries) sessions.set(entry.session, [...(sessions.get(entry.session) ?? []), entry]);
  return [...sessions.values()].reverse();
}
