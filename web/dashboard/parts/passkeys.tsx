// A member's passkeys: adding one in this browser, and removing one.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PasskeyRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { refreshCalls, useCall, useSend } from '../api/queries.ts';
import { canUsePasskeys } from '../api/sign_in.ts';
import { useFormats } from '../catalogue/formats.ts';
import { teamWords } from '../catalogue/team.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/page.tsx';
import { EmptyState, useErrorMessage } from '../kit/states.tsx';
import { useNow } from '../kit/time.tsx';
import { toast } from '../kit/toast.tsx';
import { Await } from './await.tsx';
import { browserName } from './browser_name.ts';
import { ConfirmDialog } from './confirm.tsx';
import { addPasskey } from './passkey.ts';

export function Passkeys() {
  const say = useWords(teamWords);
  const passkeys = useCall('GET /passkeys', {});
  const [removing, setRemoving] = useState<PasskeyRow | null>(null);
  const able = canUsePasskeys();
  const empty = passkeys.data?.length === 0;
  return (
    <Section title={say('passkeys')} actions={able && !empty ? <AddPasskey /> : undefined}>
      <p className="soft">{say('passkeys_lead')}</p>
      {able ? null : <p className="soft">{say('passkeys_unsupported')}</p>}
      <Await query={passkeys} rows={2}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon="key" title={say('passkeys_empty')} actions={able ? <AddPasskey /> : undefined}>
              <p>{say('passkeys_empty_lead')}</p>
            </EmptyState>
          ) : (
            <ul className="rows">
              {rows.map((row) => (
                <Passkey key={row.id} row={row} onRemove={() => setRemoving(row)} />
              ))}
            </ul>
          )
        }
      </Await>
      <Remove passkey={removing} onClose={() => setRemoving(null)} />
    </Section>
  );
}

function AddPasskey() {
  const say = useWords(teamWords);
  const message = useErrorMessage();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    try {
      // The name of where it was made helps to know it again later.
      const here = browserName(navigator.userAgent);
      const added = await addPasskey(here === null ? say('passkey.no_name') : say('sign_in.browser', here));
      toast(say(added ? 'passkey.added' : 'passkey.failed'), { tone: added ? 'good' : 'bad' });
    } catch (error) {
      toast(message(error as Error), { tone: 'bad' });
    }
    setBusy(false);
    await refreshCalls(client, ['GET /passkeys']);
  };
  return (
    <Button icon="plus" busy={busy} onClick={() => void add()}>
      {busy ? say('passkey.adding') : say('passkey.add')}
    </Button>
  );
}

function Passkey({ row, onRemove }: { row: PasskeyRow; onRemove: () => void }) {
  const say = useWords(teamWords);
  const formats = useFormats();
  const now = useNow();
  const name = row.name ?? say('passkey.no_name');
  return (
    <li>
      <span>
        <strong>{name}</strong>
        <small className="cell-note">{say('passkey.created', { time: formats.relative(row.created, now) })}</small>
      </span>
      <Button small aria-label={say('passkey.remove_label', { name })} onClick={onRemove}>
        {say('passkey.remove')}
      </Button>
    </li>
  );
}

function Remove({ passkey, onClose }: { passkey: PasskeyRow | null; onClose: () => void }) {
  const say = useWords(teamWords);
  const remove = useSend('DELETE /passkeys/:id', ['GET /passkeys']);
  const removed = () => {
    onClose();
    toast(say('passkey.removed'));
  };
  return (
    <ConfirmDialog
      open={passkey !== null}
      title={say('passkey.remove_title')}
      lead={say('passkey.remove_lead')}
      confirm={say('passkey.remove')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => {
        if (passkey !== null) remove.mutate({ path: { id: passkey.id } }, { onSuccess: removed });
      }}
      onClose={onClose}
    />
  );
}
