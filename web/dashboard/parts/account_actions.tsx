// The account's one action, “Request relink”, and the rarer ones behind ⋯.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AccountDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { useMay, useMe } from '../api/me.ts';
import { refreshCalls, useSend } from '../api/queries.ts';
import { accountWords } from '../catalogue/account.ts';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Menu, type MenuItem } from '../kit/menu.tsx';
import { useShortcuts } from '../kit/shortcuts.ts';
import { toast } from '../kit/toast.tsx';
import { RequestRelink } from '../relink/request_dialog.tsx';
import { useRefused } from './account_why.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { useOperatorRefusal } from './refused.ts';

const LOOKS_MS = [400, 900, 1_600];

export function AccountActions({ detail }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  const kit = useWords(kitWords);
  const mayAct = useMay('operator');
  const refused = useRefused()(detail);
  const [asking, setAsking] = useState<'relink' | 'disconnect' | null>(null);
  const blocked = mayAct ? refused : kit('viewer_may_not');
  const close = () => setAsking(null);
  const lookSoon = useLookSoon();
  const { id } = detail.account;
  useShortcuts({
    r: () => {
      if (blocked === null) setAsking('relink');
    },
  });
  return (
    <>
      <Button kind="primary" icon="requests" refused={blocked} onClick={() => setAsking('relink')}>
        {say('request')}
      </Button>
      <MoreActions detail={detail} onDisconnect={() => setAsking('disconnect')} />
      {asking === 'relink' ? <RequestRelink selection={{ accounts: [id] }} onClose={close} onDone={lookSoon} /> : null}
      <Disconnect detail={detail} open={asking === 'disconnect'} onClose={close} />
    </>
  );
}

/** A request is worked off in the background: the page looks a few times for its first step. */
function useLookSoon(): () => void {
  const client = useQueryClient();
  return () => {
    for (const pause of LOOKS_MS) setTimeout(() => void refreshCalls(client, ['GET /accounts/:id']), pause);
  };
}

function MoreActions({ detail, onDisconnect }: { detail: AccountDetail; onDisconnect: () => void }) {
  const say = useWords(accountWords);
  const navigate = useNavigate();
  const refused = useOperatorRefusal();
  const { mode } = useMe();
  const { id, status } = detail.account;
  const simulate: MenuItem = {
    name: say('simulate'),
    icon: 'sandbox',
    refused,
    onSelect: () => void navigate({ to: '/settings/sandbox', search: { account: id } as never }),
  };
  const disconnect: MenuItem = {
    name: say('disconnect'),
    icon: 'trash',
    danger: true,
    refused: status === 'disconnected' ? say('why.disconnected') : refused,
    onSelect: onDisconnect,
  };
  return <Menu items={mode === 'sandbox' ? [simulate, 'line', disconnect] : [disconnect]} />;
}

function Disconnect({ detail, open, onClose }: { detail: AccountDetail; open: boolean; onClose: () => void }) {
  const say = useWords(accountWords);
  const disconnect = useSend('POST /accounts/:id/disconnect', true);
  const { account } = detail;
  const done = () => {
    onClose();
    toast(say('disconnected_done'));
  };
  return (
    <ConfirmDialog
      open={open}
      title={say('disconnect_title')}
      lead={say('disconnect_lead', { holder: account.holder?.name ?? say('disconnect_holder') })}
      confirm={say('disconnect')}
      danger
      busy={disconnect.isPending}
      error={disconnect.error}
      onConfirm={() => disconnect.mutate({ path: { id: account.id } }, { onSuccess: done })}
      onClose={onClose}
    />
  );
}
