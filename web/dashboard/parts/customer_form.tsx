// A customer's fields: name, the e-mail that relink requests go to, phone, language. For making and for changing one.
import type { ReactNode } from 'react';
import type { DashboardError } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { customerWords } from '../catalogue/customers.ts';
import { useWords } from '../catalogue/words.ts';
import { TextField } from '../kit/field.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { SelectField } from './fields.tsx';
import { knownLocale, LOCALES, preferLocale, useLocaleName } from './locales.ts';

export interface CustomerFields {
  name: string;
  email: string;
  phone: string;
  preferred_locales: string[];
}

export const NO_CUSTOMER: CustomerFields = { name: '', email: '', phone: '', preferred_locales: [] };

interface Props {
  values: CustomerFields;
  set: (patch: Partial<CustomerFields>) => void;
  defaultLocale: string;
  error: DashboardError | null;
  readOnly?: boolean;
}

/** A refused parameter is told at its field, anything else below the form. */
export function CustomerFieldset({ values, set, defaultLocale, error, readOnly = false }: Props): ReactNode {
  const say = useWords(customerWords);
  const sandbox = useMe().mode === 'sandbox';
  const at = (param: string) => (error?.param === param ? error.message : null);
  const elsewhere = error !== null && !['name', 'email', 'phone'].includes(error.param ?? '') ? error : null;
  return (
    <>
      <div className="field-row">
        <TextField
          label={say('field.name')}
          value={values.name}
          error={at('name')}
          readOnly={readOnly}
          autoComplete="off"
          onChange={(name) => set({ name })}
        />
        <TextField
          label={say('field.phone')}
          type="tel"
          value={values.phone}
          error={at('phone')}
          readOnly={readOnly}
          autoComplete="off"
          onChange={(phone) => set({ phone })}
        />
      </div>
      <TextField
        label={say('field.email')}
        type="email"
        value={values.email}
        hint={sandbox ? say('field.email_sandbox') : say('field.email_help')}
        error={at('email')}
        readOnly={readOnly}
        autoComplete="off"
        onChange={(email) => set({ email })}
      />
      <LocaleField values={values} set={set} defaultLocale={defaultLocale} readOnly={readOnly} />
      <ErrorNotice error={elsewhere} />
    </>
  );
}

function LocaleField({ values, set, defaultLocale, readOnly }: Omit<Props, 'error'>) {
  const say = useWords(customerWords);
  const nameOf = useLocaleName();
  const locales = values.preferred_locales;
  const first = locales.map(knownLocale).find((locale) => locale !== null) ?? '';
  const others = locales.filter((tag) => knownLocale(tag) !== first);
  return (
    <SelectField
      label={say('field.locales')}
      value={first as string}
      disabled={readOnly}
      hint={
        others.length === 0 || first === ''
          ? say('field.locales_help')
          : say('field.locales_more', { languages: others.map(nameOf).join(', ') })
      }
      options={[
        { value: '', name: say('field.locales_default', { language: nameOf(defaultLocale) }) },
        ...LOCALES.map((locale) => ({ value: locale as string, name: nameOf(locale) })),
      ]}
      onChange={(next) => set({ preferred_locales: preferLocale(locales, knownLocale(next)) })}
    />
  );
}

/** As the server takes it: an emptied field is null. */
export function customerInput({ name, email, phone, preferred_locales }: CustomerFields) {
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  return { name: orNull(name), email: orNull(email), phone: orNull(phone), preferred_locales };
}
