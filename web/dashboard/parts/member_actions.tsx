// What an owner can do with a member: another role, the invitation once more, removal.
import { useState } from 'react';
import type { Role } from '../../../server/src/wire/dashboard_objects.ts';
import type { MemberRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useMe } from '../api/me.ts';
import { useSend } from '../api/queries.ts';
import { teamWords } from '../catalogue/team.ts';
import { useWords } from '../catalogue/words.ts';
import { Menu } from '../kit/menu.tsx';
import { Select } from '../kit/select.tsx';
import { useErrorMessage } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { ROLES } from './invite.tsx';
import { useOwnerRefusal } from './refused.ts';

interface Props {
  member: MemberRow;
  lastOwner: boolean;
}

export function RoleChoice({ member, lastOwner }: Props) {
  const say = useWords(teamWords);
  const message = useErrorMessage();
  const refused = useOwnerRefusal();
  const update = useSend('POST /members/:id', ['GET /members', 'GET /me']);
  if (refused !== null || lastOwner)
    return <span title={lastOwner ? say('last_owner') : undefined}>{say(`role.${member.role}`)}</span>;
  const change = (role: Role) =>
    update.mutate(
      { path: { id: member.id }, body: { role } },
      {
        onSuccess: () => toast(say('role_changed', { email: member.email, role: say(`role.${role}`) })),
        onError: (error) => toast(message(error), { tone: 'bad' }),
      },
    );
  return (
    <Select
      label={say('role_of', { email: member.email })}
      value={member.role}
      disabled={update.isPending}
      options={ROLES.map((role) => ({ value: role, name: say(`role.${role}`) }))}
      onChange={change}
    />
  );
}

export function MemberActions({ member, lastOwner }: Props) {
  const say = useWords(teamWords);
  const message = useErrorMessage();
  const refused = useOwnerRefusal();
  const [removing, setRemoving] = useState(false);
  const resend = useSend('POST /members/:id/resend', ['GET /members']);
  const again = () =>
    resend.mutate(
      { path: { id: member.id } },
      { onSuccess: () => toast(say('resent')), onError: (error) => toast(message(error), { tone: 'bad' }) },
    );
  return (
    <>
      <Menu
        label={say('actions', { email: member.email })}
        items={[
          ...(member.state === 'invited'
            ? [{ name: say('resend'), icon: 'requests' as const, refused, onSelect: again }]
            : []),
          {
            name: say('remove'),
            icon: 'trash',
            danger: true,
            refused: refused ?? (lastOwner ? say('last_owner') : null),
            onSelect: () => setRemoving(true),
          },
        ]}
      />
      <Remove member={member} open={removing} onClose={() => setRemoving(false)} />
    </>
  );
}

function Remove({ member, open, onClose }: { member: MemberRow; open: boolean; onClose: () => void }) {
  const say = useWords(teamWords);
  const { mode } = useMe();
  const remove = useSend('DELETE /members/:id', ['GET /members']);
  const removed = () => {
    onClose();
    toast(say('removed', { email: member.email }));
  };
  return (
    <ConfirmDialog
      open={open}
      title={say('remove_title', { email: member.email })}
      lead={
        <>
          <p>{say('remove_lead')}</p>
          {mode === 'sandbox' ? <p>{say('remove_sandbox')}</p> : null}
        </>
      }
      confirm={say('remove_confirm')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { id: member.id } }, { onSuccess: removed })}
      onClose={onClose}
    />
  );
}
