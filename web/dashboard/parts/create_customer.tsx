// Makes a customer in a dialog, then opens the customer's page.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '../api/me.ts';
import { useCall, useSend } from '../api/queries.ts';
import { customerWords } from '../catalogue/customers.ts';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { toast } from '../kit/toast.tsx';
import { CustomerFieldset, customerInput, NO_CUSTOMER } from './customer_form.tsx';
import { SelectField } from './fields.tsx';

export function CreateCustomer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useWords(customerWords);
  return (
    <Dialog open={open} onClose={onClose} title={say('create_title')} size="medium" holds>
      {open ? <Form onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const say = useWords(customerWords);
  const form = useWords(formWords);
  const navigate = useNavigate();
  const [values, setValues] = useState(NO_CUSTOMER);
  const [clock, setClock] = useState('');
  const settings = useCall('GET /settings', {});
  const create = useSend('POST /customers', ['GET /customers']);
  const submit = () =>
    create.mutate(
      { body: { ...customerInput(values), ...(clock === '' ? {} : { test_clock: clock }) } },
      {
        onSuccess: ({ customer }) => {
          toast(say('created_done'));
          onClose();
          void navigate({ to: '/customers/$id', params: { id: customer.id } });
        },
      },
    );
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!create.isPending) submit();
      }}
    >
      <CustomerFieldset
        values={values}
        set={(patch) => setValues((before) => ({ ...before, ...patch }))}
        defaultLocale={settings.data?.default_locale ?? 'en'}
        error={create.error}
      />
      <ClockField value={clock} onChange={setClock} />
      <div className="form-actions">
        <Button onClick={onClose}>{form('cancel')}</Button>
        <Button kind="primary" type="submit" busy={create.isPending}>
          {say('create')}
        </Button>
      </div>
    </form>
  );
}

/** In the sandbox, and there only where a clock was made. */
function ClockField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const say = useWords(customerWords);
  const sandbox = useMe().mode === 'sandbox';
  const clocks = useCall('GET /sandbox/test_clocks', {}, { enabled: sandbox });
  if ((clocks.data ?? []).length === 0) return null;
  return (
    <SelectField
      label={say('field.test_clock')}
      hint={say('field.test_clock_help')}
      value={value}
      options={[
        { value: '', name: say('field.test_clock_none') },
        ...clocks.data!.map(({ id, name }) => ({ value: id, name: name ?? id })),
      ]}
      onChange={onChange}
    />
  );
}
