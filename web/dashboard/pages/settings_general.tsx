// General settings: the name, help for customers, the default language, pages that may show the embedded flow.
import { formWords } from '../catalogue/forms.ts';
import { settingsWords } from '../catalogue/settings.ts';
import { useWords } from '../catalogue/words.ts';
import { TextField } from '../kit/field.tsx';
import { Section } from '../kit/page.tsx';
import { SelectField, TextArea } from '../parts/fields.tsx';
import { LOCALES, useLocaleName } from '../parts/locales.ts';
import { isOrigin, linesOf } from '../parts/origins.ts';
import { type Editable, type FormParts, SettingsForm } from '../parts/settings_form.tsx';

export default function SettingsGeneralPage() {
  const say = useWords(settingsWords);
  const form = useWords(formWords);
  const check = (draft: Editable) => {
    const origin = draft.allowed_origins.find((line) => !isOrigin(line));
    return {
      ...(draft.name.trim() === '' && { name: form('required') }),
      ...(origin !== undefined && { allowed_origins: say('field.allowed_origins_bad', { line: origin }) }),
    };
  };
  return <SettingsForm title={say('title')} fields={(parts) => <Fields {...parts} />} check={check} />;
}

function Fields(parts: FormParts) {
  const say = useWords(settingsWords);
  const nameOf = useLocaleName();
  const { draft, readOnly, at } = parts;
  const { name, default_locale, allowed_origins } = draft.values;
  return (
    <>
      <Section title={say('business')}>
        <TextField
          label={say('field.name')}
          hint={say('field.name_help')}
          value={name}
          error={at('name')}
          readOnly={readOnly}
          autoComplete="organization"
          onChange={(next) => draft.set({ name: next })}
        />
        <SelectField
          label={say('field.default_locale')}
          hint={say('field.default_locale_help')}
          value={default_locale}
          disabled={readOnly}
          options={LOCALES.map((locale) => ({ value: locale as string, name: nameOf(locale) }))}
          onChange={(next) => draft.set({ default_locale: next })}
        />
      </Section>
      <SupportFields {...parts} />
      <Section title={say('embedding')}>
        <TextArea
          label={say('field.allowed_origins')}
          hint={say('field.allowed_origins_help')}
          value={allowed_origins.join('\n')}
          error={at('allowed_origins')}
          readOnly={readOnly}
          onChange={(text) => draft.set({ allowed_origins: linesOf(text) })}
        />
      </Section>
    </>
  );
}

const SUPPORT = [
  ['support_email', 'email'],
  ['support_url', 'url'],
  ['reply_to', 'email'],
] as const;

function SupportFields({ draft, readOnly, at }: FormParts) {
  const say = useWords(settingsWords);
  return (
    <Section title={say('support')}>
      {SUPPORT.map(([field, type]) => (
        <TextField
          key={field}
          label={say(`field.${field}`)}
          hint={say(`field.${field}_help`)}
          type={type}
          value={draft.values[field] ?? ''}
          error={at(field)}
          readOnly={readOnly}
          onChange={(text) => draft.set({ [field]: text.trim() === '' ? null : text.trim() })}
        />
      ))}
    </Section>
  );
}
