// Requests under way, and those of this tab that have ended meanwhile: a row each, wherever one was.
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Batch } from '../../../server/src/wire/dashboard_objects.ts';
import { useCall } from '../api/queries.ts';
import { accountsWords } from '../catalogue/accounts.ts';
import { relinkWords } from '../catalogue/relink.ts';
import { useWords } from '../catalogue/words.ts';
import { IconButton } from '../kit/button.tsx';
import { RelativeTime } from '../kit/time.tsx';
import { rewordToast } from '../kit/toast.tsx';
import { BatchStatus, ProgressBar, useProgressText, useRequestedBy } from './progress.tsx';
import { unwatch, useWatched } from './watched.ts';

const EVERY_MS = 1_500;
const NEWEST = '10';

export function RunningRequests() {
  const say = useWords(accountsWords);
  const watched = useWatched();
  const batches = useCall(
    'GET /relink_requests',
    { query: { limit: NEWEST } },
    { refetchInterval: (answer) => (answer?.data.some(({ state }) => state === 'running') ? EVERY_MS : false) },
  );
  const shown = (batches.data?.data ?? []).filter(({ id, state }) => state === 'running' || watched.includes(id));
  if (shown.length === 0) return null;
  return (
    <ul className="running" aria-label={say('running')}>
      {shown.map((batch) => (
        <Row key={batch.id} batch={batch} />
      ))}
    </ul>
  );
}

function Row({ batch }: { batch: Batch }) {
  const say = useWords(relinkWords);
  const text = useProgressText()(batch);
  const by = useRequestedBy()(batch);
  useEffect(() => {
    if (batch.state !== 'running') rewordToast(batch.id, say(`${batch.state}_toast`));
  }, [batch.id, batch.state, say]);
  return (
    <li className={batch.state}>
      <BatchStatus batch={batch} />
      {batch.state === 'running' ? <ProgressBar batch={batch} /> : null}
      <span className="running-text" role="status">
        {text}
      </span>
      <span className="soft">
        {by}, <RelativeTime at={batch.created} />
      </span>
      <Link className="button quiet small" to="/relink-requests/$id" params={{ id: batch.id }}>
        {say('show_result')}
      </Link>
      {batch.state === 'running' ? null : (
        <IconButton icon="close" label={say('dismiss')} onClick={() => unwatch(batch.id)} />
      )}
    </li>
  );
}
