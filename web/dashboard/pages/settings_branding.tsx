// How customers see the merchant: logo and colour, with the contrast that the colour will have.

import { readHex } from '../../kit/accent.ts';
import { settingsWords } from '../catalogue/settings.ts';
import { useWords } from '../catalogue/words.ts';
import { Section } from '../kit/page.tsx';
import { AccentField } from '../parts/accent_field.tsx';
import { LogoField } from '../parts/logo_field.tsx';
import { type Editable, type FormParts, SettingsForm } from '../parts/settings_form.tsx';

export default function SettingsBrandingPage() {
  const say = useWords(settingsWords);
  const check = ({ accent }: Editable) =>
    accent !== null && readHex(accent) === null ? { accent: say('accent.invalid') } : {};
  return <SettingsForm title={say('tab.branding')} fields={(parts) => <Fields {...parts} />} check={check} />;
}

function Fields({ draft, settings, readOnly, at }: FormParts) {
  const say = useWords(settingsWords);
  return (
    <>
      <Section title={say('field.logo')}>
        <LogoField settings={settings} readOnly={readOnly} />
      </Section>
      <Section title={say('field.accent')}>
        <AccentField
          value={draft.values.accent}
          error={at('accent')}
          readOnly={readOnly}
          onChange={(accent) => draft.set({ accent })}
        />
      </Section>
    </>
  );
}
