// Changes how a connected account is reached. The e-mail address is where relink requests go.
import { useEffect, useRef } from 'react';
import type { ConnectedAccountDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { useMe } from '../api/me.ts';
import { useSend } from '../api/queries.ts';
import { connectedWords } from '../catalogue/connected_accounts.ts';
import { customerWords } from '../catalogue/customers.ts';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { TextField } from '../kit/field.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { useDraft } from './draft.ts';
import { useOperatorRefusal } from './refused.ts';
import { SaveBar, UnsavedGuard } from './unsaved.tsx';

const FIELDS = ['name', 'email'];

export function ConnectedForm({ detail: { connected_account: found } }: { detail: ConnectedAccountDetail }) {
  const say = useWords(connectedWords);
  const person = useWords(customerWords);
  const form = useWords(formWords);
  const refused = useOperatorRefusal();
  const sandbox = useMe().mode === 'sandbox';
  const save = useSend('POST /connected_accounts/:id', true);
  const draft = useDraft({ name: found.name ?? '', email: found.email ?? '' });
  const element = useRef<HTMLFormElement>(null);
  const { values, changes } = draft;
  const at = (param: string) => (save.error?.param === param ? save.error.message : null);
  // An account's page leads here to add the address.
  useEffect(() => {
    if (location.hash === '#contact') element.current?.querySelector<HTMLInputElement>('input[type=email]')?.focus();
  }, []);
  const submit = () => {
    const orNull = (text: string) => text.trim() || null;
    const body = Object.fromEntries(Object.entries(changes).map(([name, text]) => [name, orNull(text ?? '')]));
    save.mutate(
      { path: { id: found.id }, body },
      {
        onSuccess: () => {
          draft.discard();
          toast(body.email ? person('email_saved', { email: body.email }) : form('saved'));
        },
      },
    );
  };
  return (
    <form
      ref={element}
      className="form narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.dirty && !save.isPending) submit();
      }}
    >
      <TextField
        label={say('field.name')}
        value={values.name}
        error={at('name')}
        readOnly={refused !== null}
        autoComplete="off"
        onChange={(name) => draft.set({ name })}
      />
      <TextField
        label={person('field.email')}
        type="email"
        value={values.email}
        hint={sandbox ? person('field.email_sandbox') : person('field.email_help')}
        error={at('email')}
        readOnly={refused !== null}
        autoComplete="off"
        onChange={(email) => draft.set({ email })}
      />
      <ErrorNotice error={FIELDS.includes(save.error?.param ?? '') ? null : save.error} />
      <SaveBar dirty={draft.dirty} busy={save.isPending} refused={refused} onDiscard={draft.discard} />
      <UnsavedGuard dirty={draft.dirty} />
    </form>
  );
}
