// What can be done with one API key: reveal it, replace it with an overlap, revoke it after a word was typed.
import { useState } from 'react';
import type { ApiKeyRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useSend } from '../api/queries.ts';
import { keyWords } from '../catalogue/api_keys.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Menu } from '../kit/menu.tsx';
import { useErrorMessage } from '../kit/states.tsx';
import { useNow } from '../kit/time.tsx';
import { toast } from '../kit/toast.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { OverlapChoice, useOverlap } from './overlap.tsx';
import { useOwnerRefusal } from './refused.ts';
import type { ShownSecret } from './secret.tsx';

interface Props {
  apiKey: ApiKeyRow;
  onShow: (secret: ShownSecret) => void;
}

export function ApiKeyActions({ apiKey, onShow }: Props) {
  const say = useWords(keyWords);
  const message = useErrorMessage();
  const refused = useOwnerRefusal();
  const [asking, setAsking] = useState<'roll' | 'revoke' | null>(null);
  const reveal = useSend('POST /api_keys/:id/reveal');
  const name = apiKey.name ?? apiKey.hint;
  const show = () =>
    reveal.mutate(
      { path: { id: apiKey.id } },
      {
        onSuccess: ({ key }) => onShow({ title: say('revealed_title', { name }), value: key }),
        onError: (error) => toast(message(error), { tone: 'bad' }),
      },
    );
  const close = () => setAsking(null);
  return (
    <>
      <Menu
        label={say('actions', { name })}
        items={[
          { name: say('reveal'), icon: 'eye', refused, onSelect: show },
          { name: say('roll'), icon: 'refresh', refused, onSelect: () => setAsking('roll') },
          'line',
          { name: say('revoke'), icon: 'trash', danger: true, refused, onSelect: () => setAsking('revoke') },
        ]}
      />
      <Roll apiKey={apiKey} name={name} open={asking === 'roll'} onClose={close} onShow={onShow} />
      <Revoke apiKey={apiKey} name={name} open={asking === 'revoke'} onClose={close} />
    </>
  );
}

type DialogProps = { apiKey: ApiKeyRow; name: string; open: boolean; onClose: () => void };

function Roll({ apiKey, name, open, onClose, onShow }: DialogProps & Pick<Props, 'onShow'>) {
  const say = useWords(keyWords);
  const { hours, setHours } = useOverlap();
  const roll = useSend('POST /api_keys/:id/roll', ['GET /api_keys']);
  const confirm = () =>
    roll.mutate(
      { path: { id: apiKey.id }, body: { overlap_hours: hours } },
      {
        onSuccess: ({ key }) => {
          onClose();
          onShow({
            title: say('rolled_title'),
            lead: apiKey.kind === 'publishable' ? say('created_publishable') : say('created_lead'),
            value: key,
          });
        },
      },
    );
  return (
    <ConfirmDialog
      open={open}
      title={say('roll_title', { name })}
      lead={say('roll_lead')}
      confirm={say('roll_confirm')}
      busy={roll.isPending}
      error={roll.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <OverlapChoice legend={say('roll_overlap')} hours={hours} onChange={setHours} atOnce={say('roll_now')} />
    </ConfirmDialog>
  );
}

function Revoke({ apiKey, name, open, onClose }: DialogProps) {
  const say = useWords(keyWords);
  const formats = useFormats();
  const now = useNow();
  const revoke = useSend('POST /api_keys/:id/revoke', ['GET /api_keys']);
  const confirm = () =>
    revoke.mutate(
      { path: { id: apiKey.id } },
      {
        onSuccess: () => {
          onClose();
          toast(say('revoked'));
        },
      },
    );
  return (
    <ConfirmDialog
      open={open}
      title={say('revoke_title', { name })}
      lead={
        <>
          <p>{say('revoke_lead')}</p>
          {apiKey.last_used_at === null ? null : (
            <p>{say('revoke_used', { time: formats.relative(apiKey.last_used_at, now) })}</p>
          )}
        </>
      }
      confirm={say('revoke_confirm')}
      danger
      word={say('revoke_word')}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}
