// One relink request: progress while it runs, then its result: who was written to, who was left out and why.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { BatchDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { useIdParam } from '../api/address.ts';
import { useMay } from '../api/me.ts';
import { useCall, useSend } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { relinkWords } from '../catalogue/relink.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Identifier } from '../kit/identifier.tsx';
import { Facts, Page, Section } from '../kit/page.tsx';
import { ErrorNotice, ErrorState, Loading } from '../kit/states.tsx';
import { RelativeTime } from '../kit/time.tsx';
import { toast } from '../kit/toast.tsx';
import { RequestItems } from '../relink/items.tsx';
import { BatchStatus, ProgressBar, useProgressText, useRequestedBy } from '../relink/progress.tsx';

const EVERY_MS = 1_500;

export default function RelinkRequestPage() {
  const say = useWords(relinkWords);
  const id = useIdParam();
  const batch = useCall(
    'GET /relink_requests/:id',
    { path: { id } },
    { refetchInterval: (answer) => (answer?.state === 'running' ? EVERY_MS : false) },
  );
  const above = <Link to="/relink-requests">{say('history')}</Link>;
  if (batch.data === undefined) {
    return (
      <Page title={say('request_of')} above={above}>
        {batch.error === null ? <Loading /> : <ErrorState error={batch.error} retry={() => void batch.refetch()} />}
      </Page>
    );
  }
  return (
    <Page
      title={say('request_of')}
      above={above}
      status={<BatchStatus batch={batch.data} />}
      actions={batch.data.state === 'running' ? <Stop id={id} /> : undefined}
    >
      <Result batch={batch.data} />
      <RequestItems batch={batch.data} />
    </Page>
  );
}

function Result({ batch }: { batch: BatchDetail }) {
  const say = useWords(relinkWords);
  const formats = useFormats();
  const text = useProgressText()(batch);
  const by = useRequestedBy()(batch);
  const waiting = batch.total - batch.requested - batch.refused;
  return (
    <>
      <div className="batch-progress" role="status">
        {batch.state === 'running' ? <ProgressBar batch={batch} /> : null}
        <p>{text}</p>
      </div>
      <Facts
        facts={[
          [say('column_created'), <RelativeTime key="created" at={batch.created} />],
          [say('column_by'), by],
          [
            say('finished'),
            batch.finished_at === null ? say('not_finished') : <RelativeTime key="end" at={batch.finished_at} />,
          ],
          [say('column_total'), formats.number(batch.total)],
          [say('column_requested'), formats.number(batch.requested)],
          [say('column_refused'), formats.number(batch.refused)],
          waiting > 0 ? [say('waiting'), formats.number(waiting)] : null,
          ['ID', <Identifier key="id" value={batch.id} />],
        ]}
      />
      <Refusals batch={batch} />
    </>
  );
}

/** Each reason leads to the accounts below that were left out for it. */
function Refusals({ batch }: { batch: BatchDetail }) {
  const say = useWords(relinkWords);
  return (
    <Section title={say('left_out_title')}>
      {batch.refusals.length === 0 ? (
        <p className="soft">{say('left_out_nobody')}</p>
      ) : (
        <ul className="refusals">
          {batch.refusals.map(({ reason, count }) => (
            <li key={reason}>
              <Link to="." search={{ state: 'refused', reason }} resetScroll={false}>
                {say(`short.${reason}`, { count })}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Stop({ id }: { id: string }) {
  const say = useWords(relinkWords);
  const may = useMay('operator');
  const [asked, setAsked] = useState(false);
  const stop = useSend('POST /relink_requests/:id/stop', ['GET /relink_requests', 'GET /relink_requests/:id']);
  if (!may) return null;
  const send = () =>
    stop.mutate(
      { path: { id } },
      {
        onSuccess: () => {
          setAsked(false);
          toast(say('stopped_toast'));
        },
      },
    );
  return (
    <>
      <Button kind="danger" onClick={() => setAsked(true)}>
        {say('stop')}
      </Button>
      <Dialog
        open={asked}
        onClose={() => setAsked(false)}
        title={say('stop_title')}
        description={<p>{say('stop_text')}</p>}
        actions={
          <>
            <Button onClick={() => setAsked(false)}>{say('stop_keep')}</Button>
            <Button kind="danger" busy={stop.isPending} onClick={send}>
              {say('stop_confirm')}
            </Button>
          </>
        }
      >
        <ErrorNotice error={stop.error} />
      </Dialog>
    </>
  );
}
