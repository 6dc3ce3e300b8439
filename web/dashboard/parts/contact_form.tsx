// Changes how a customer is reached. The e-mail address is where relink requests go.
import { useEffect, useRef } from 'react';
import type { CustomerDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { useCall, useSend } from '../api/queries.ts';
import { customerWords } from '../catalogue/customers.ts';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { toast } from '../kit/toast.tsx';
import { CustomerFieldset, customerInput } from './customer_form.tsx';
import { useDraft } from './draft.ts';
import { useOperatorRefusal } from './refused.ts';
import { SaveBar, UnsavedGuard } from './unsaved.tsx';

export function ContactForm({ detail: { customer } }: { detail: CustomerDetail }) {
  const say = useWords(customerWords);
  const form = useWords(formWords);
  const refused = useOperatorRefusal();
  const settings = useCall('GET /settings', {});
  const save = useSend('POST /customers/:id', true);
  const draft = useDraft({
    name: customer.name ?? '',
    email: customer.email ?? '',
    phone: customer.phone ?? '',
    preferred_locales: customer.preferred_locales,
  });
  const element = useRef<HTMLFormElement>(null);
  // An account's page leads here to add the address.
  useEffect(() => {
    if (location.hash === '#contact') element.current?.querySelector<HTMLInputElement>('input[type=email]')?.focus();
  }, []);
  const submit = () => {
    const input = customerInput(draft.values);
    const body = Object.fromEntries(Object.entries(input).filter(([name]) => name in draft.changes));
    save.mutate(
      { path: { id: customer.id }, body },
      {
        onSuccess: () => {
          draft.discard();
          toast(body.email ? say('email_saved', { email: input.email ?? '' }) : form('saved'));
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
      <CustomerFieldset
        values={draft.values}
        set={draft.set}
        defaultLocale={settings.data?.default_locale ?? 'en'}
        error={save.error}
        readOnly={refused !== null}
      />
      <SaveBar dirty={draft.dirty} busy={save.isPending} refused={refused} onDiscard={draft.discard} />
      <UnsavedGuard dirty={draft.dirty} />
    </form>
  );
}
