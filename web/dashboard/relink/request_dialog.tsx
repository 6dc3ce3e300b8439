// Before anybody is written to: exactly who, who not and why, and the e-mail beside it.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SELECTION_MAX, type Selection } from '../../../server/src/wire/dashboard.ts';
import type { Batch, RelinkPreview } from '../../../server/src/wire/dashboard_objects.ts';
import { call, DashboardError } from '../api/client.ts';
import { useSend } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { kitWords } from '../catalogue/kit.ts';
import { relinkWords } from '../catalogue/relink.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { ErrorNotice, ErrorState, Loading, Notice } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { PreviewMail, PreviewPeople, useLeftOut } from './preview.tsx';
import { watch } from './watched.ts';

interface Props {
  selection: Selection;
  onClose: () => void;
  /** The request was made. */
  onDone?: () => void;
}

export function RequestRelink({ selection, onClose, onDone }: Props) {
  const say = useWords(relinkWords);
  const formats = useFormats();
  const preview = usePreview(selection);
  const sending = useSending(selection, (batch) => {
    toast(batch.state === 'running' ? say('started') : say(`${batch.state}_toast`), { id: batch.id });
    onDone?.();
    onClose();
  });
  const data = preview.data;
  const title =
    data === undefined
      ? say('request_title')
      : data.eligible === 0
        ? say('question_none')
        : say('question', { count: data.eligible, number: formats.number(data.eligible) });
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      size={data?.mail == null ? 'medium' : 'large'}
      description={data === undefined ? undefined : <Consequence preview={data} />}
      actions={<Actions preview={data} sending={sending} onClose={onClose} />}
    >
      {data === undefined ? (
        <Checking error={preview.error} retry={() => void preview.refetch()} />
      ) : (
        <div className="request">
          <PreviewPeople preview={data} />
          {data.mail === null ? null : <PreviewMail mail={data.mail} holder={data.accounts[0]?.holder ?? null} />}
        </div>
      )}
      <ErrorNotice error={sending.error} />
    </Dialog>
  );
}

function usePreview(selection: Selection) {
  return useQuery<RelinkPreview, DashboardError>({
    queryKey: ['POST /relink_requests/preview', selection],
    queryFn: ({ signal }) => call('POST /relink_requests/preview', { body: { selection } }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

interface Sending {
  busy: boolean;
  error: Error | null;
  send: () => void;
}

/** One key per opened dialog: pressing again after a broken connection asks for the same request, not for a second one. */
function useSending(selection: Selection, done: (batch: Batch) => void): Sending {
  const [requestKey] = useState(randomKey);
  const request = useSend('POST /relink_requests', ['GET /relink_requests', 'GET /accounts', 'GET /accounts/:id']);
  return {
    busy: request.isPending,
    error: request.error,
    send: () =>
      request.mutate(
        { body: { selection, request_key: requestKey } },
        {
          onSuccess: (batch) => {
            watch(batch.id);
            done(batch);
          },
        },
      ),
  };
}

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function Consequence({ preview }: { preview: RelinkPreview }) {
  const say = useWords(relinkWords);
  const leftOut = useLeftOut();
  const formats = useFormats();
  const { eligible, customers } = preview;
  return (
    <>
      {eligible > customers ? (
        <p>
          {say('each_of_some', {
            count: customers,
            number: formats.number(eligible),
            customers: formats.number(customers),
          })}
        </p>
      ) : eligible === 0 ? null : (
        <p>{say('each')}</p>
      )}
      <p>{leftOut(preview)}</p>
    </>
  );
}

function Checking({ error, retry }: { error: Error | null; retry: () => void }) {
  const say = useWords(relinkWords);
  const formats = useFormats();
  if (error instanceof DashboardError && error.param === 'selection[filter]')
    return <Notice tone="warn">{say('too_many', { max: formats.number(SELECTION_MAX) })}</Notice>;
  if (error !== null) return <ErrorState error={error} retry={retry} />;
  return (
    <>
      <p className="soft">{say('checking')}</p>
      <Loading rows={4} />
    </>
  );
}

function Actions(props: { preview: RelinkPreview | undefined; sending: Sending; onClose: () => void }) {
  const { preview, sending, onClose } = props;
  const say = useWords(relinkWords);
  const kit = useWords(kitWords);
  const formats = useFormats();
  const eligible = preview?.eligible ?? 0;
  return (
    <>
      {eligible === 0 ? null : <span className="note">{say('send_note')}</span>}
      <Button onClick={onClose}>{eligible === 0 ? kit('close') : kit('cancel')}</Button>
      {eligible === 0 ? null : (
        <Button kind="primary" busy={sending.busy} onClick={sending.send}>
          {sending.busy ? say('sending') : say('send', { count: eligible, number: formats.number(eligible) })}
        </Button>
      )}
    </>
  );
}
