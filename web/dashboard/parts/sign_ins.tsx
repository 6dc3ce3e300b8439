// Where somebody is signed in, and ending it.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SignInRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { call } from '../api/client.ts';
import { refreshCalls, useCall } from '../api/queries.ts';
import { signOut } from '../api/sign_in.ts';
import { useFormats } from '../catalogue/formats.ts';
import { teamWords } from '../catalogue/team.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/page.tsx';
import { useErrorMessage } from '../kit/states.tsx';
import { Badge } from '../kit/status.tsx';
import { useNow } from '../kit/time.tsx';
import { toast } from '../kit/toast.tsx';
import { Await } from './await.tsx';
import { browserName } from './browser_name.ts';

export function SignIns() {
  const say = useWords(teamWords);
  const signIns = useCall('GET /sign_ins', {});
  const { busy, end } = useEnding();
  const others = (signIns.data ?? []).filter(({ current }) => !current);
  return (
    <Section
      title={say('sign_ins')}
      actions={
        others.length < 2 ? undefined : (
          <Button small busy={busy !== null} onClick={() => void end(others)}>
            {say('sign_in.end_others')}
          </Button>
        )
      }
    >
      <p className="soft">{say('sign_ins_lead')}</p>
      <Await query={signIns} rows={3}>
        {(rows) => (
          <ul className="rows">
            {rows.map((row) => (
              <SignIn key={row.id} row={row} busy={busy?.includes(row.id) ?? false} onEnd={() => void end([row])} />
            ))}
          </ul>
        )}
      </Await>
    </Section>
  );
}

function useEnding() {
  const say = useWords(teamWords);
  const message = useErrorMessage();
  const client = useQueryClient();
  const [busy, setBusy] = useState<string[] | null>(null);
  const end = async (rows: SignInRow[]) => {
    setBusy(rows.map(({ id }) => id));
    try {
      for (const { id } of rows) await call('DELETE /sign_ins/:id', { path: { id } });
      toast(say(rows.length === 1 ? 'sign_in.ended' : 'sign_in.ended_others'));
    } catch (error) {
      toast(message(error as Error), { tone: 'bad' });
    }
    setBusy(null);
    await refreshCalls(client, ['GET /sign_ins']);
  };
  return { busy, end };
}

function SignIn({ row, busy, onEnd }: { row: SignInRow; busy: boolean; onEnd: () => void }) {
  const say = useWords(teamWords);
  const formats = useFormats();
  const now = useNow();
  const known = browserName(row.user_agent);
  const name = known === null ? say('sign_in.unknown') : say('sign_in.browser', known);
  return (
    <li>
      <span>
        <strong title={row.user_agent ?? undefined}>{name}</strong>{' '}
        {row.current ? <Badge tone="good">{say('sign_in.current')}</Badge> : null}
        <small className="cell-note">
          {say('sign_in.used', { time: formats.relative(row.last_used_at, now) })} ·{' '}
          {say('sign_in.created', { time: formats.relative(row.created, now) })}
        </small>
      </span>
      {row.current ? (
        <Button small onClick={() => void signOut()}>
          {say('sign_in.end_here')}
        </Button>
      ) : (
        <Button small busy={busy} aria-label={say('sign_in.end_label', { browser: name })} onClick={onEnd}>
          {say('sign_in.end')}
        </Button>
      )}
    </li>
  );
}
