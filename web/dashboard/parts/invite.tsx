// Invites somebody to the team: an address and a role.
import { useState } from 'react';
import type { Role } from '../../../server/src/wire/dashboard_objects.ts';
import { useSend } from '../api/queries.ts';
import { formWords } from '../catalogue/forms.ts';
import { teamWords } from '../catalogue/team.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { Choices } from './fields.tsx';

export const ROLES: Role[] = ['owner', 'operator', 'viewer'];

export function Invite({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useWords(teamWords);
  return (
    <Dialog open={open} onClose={onClose} title={say('invite_title')} description={say('invite_lead')} holds>
      {open ? <Form onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const say = useWords(teamWords);
  const form = useWords(formWords);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [tried, setTried] = useState(false);
  const invite = useSend('POST /members', ['GET /members']);
  const wrong = /^[^@\s]+@[^@\s]+$/.test(email.trim()) ? null : form('not_email');
  const told = invite.error?.param === 'email' ? invite.error.message : null;
  const submit = () => {
    setTried(true);
    if (wrong !== null || invite.isPending) return;
    invite.mutate(
      { body: { email: email.trim(), role } },
      {
        onSuccess: (member) => {
          onClose();
          toast(say('invited_done', { email: member.email }));
        },
      },
    );
  };
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={say('field.email')}
        type="email"
        value={email}
        error={(tried ? wrong : null) ?? told}
        autoComplete="off"
        onChange={setEmail}
      />
      <Choices
        legend={say('field.role')}
        value={role}
        choices={ROLES.map((each) => ({ value: each, name: say(`role.${each}`), note: say(`role.${each}_help`) }))}
        onChange={setRole}
      />
      <ErrorNotice error={told === null ? invite.error : null} />
      <div className="form-actions">
        <Button onClick={onClose}>{form('cancel')}</Button>
        <Button kind="primary" type="submit" busy={invite.isPending}>
          {say('invite_send')}
        </Button>
      </div>
    </form>
  );
}
