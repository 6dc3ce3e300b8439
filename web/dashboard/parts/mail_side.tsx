// The relink e-mail beside the settings, as customers would get it with what is typed and not saved yet.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { MailPreview as Preview } from '../../../server/src/wire/dashboard_objects.ts';
import type { Settings } from '../../../server/src/wire/dashboard_workspace.ts';
import { call, type DashboardError } from '../api/client.ts';
import { settingsWords } from '../catalogue/settings.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Loading, useErrorMessage } from '../kit/states.tsx';
import { MailPreview } from '../relink/mail_preview.tsx';
import { SelectField } from './fields.tsx';
import { type CustomerLocale, knownLocale, LOCALES, useLocaleName } from './locales.ts';

const PAUSE_MS = 300;

interface Props {
  changes: Partial<Settings>;
  /** Saved at once when it is chosen; the e-mail is read anew when it changes. */
  logo: string | null;
  /** Where the choice of language begins. */
  language: string;
  /** False while a field holds something that cannot be. */
  ready: boolean;
}

export function MailSide({ changes, logo, language, ready }: Props) {
  const say = useWords(settingsWords);
  const nameOf = useLocaleName();
  const [chosen, setChosen] = useState<CustomerLocale | null>(null);
  const shown = chosen ?? knownLocale(language) ?? 'en';
  return (
    <aside className="mail-side" aria-label={say('preview')}>
      <header>
        <h2>{say('preview')}</h2>
        <p className="soft">{say('preview.lead')}</p>
      </header>
      <SelectField
        label={say('preview.language')}
        value={shown}
        options={LOCALES.map((locale) => ({ value: locale, name: nameOf(locale) }))}
        onChange={setChosen}
      />
      <Mail changes={changes} logo={logo} language={shown} ready={ready} />
    </aside>
  );
}

function Mail({ changes, logo, language, ready }: Props) {
  const say = useWords(settingsWords);
  const message = useErrorMessage();
  const settings = usePaused(JSON.stringify(changes));
  const mail = useQuery<Preview, DashboardError>({
    queryKey: ['POST /settings/mail_preview', language, settings, logo],
    queryFn: ({ signal }) =>
      call(
        'POST /settings/mail_preview',
        { body: { language, settings: JSON.parse(settings) as Partial<Settings> } },
        signal,
      ),
    enabled: ready,
    placeholderData: (before) => before,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
  if (!ready) return <p className="soft">{say('preview.waiting')}</p>;
  if (mail.error !== null) {
    return (
      <div role="alert">
        <p>{message(mail.error)}</p>
        <Button small icon="refresh" onClick={() => void mail.refetch()}>
          {say('retry')}
        </Button>
      </div>
    );
  }
  return mail.data === undefined ? <Loading rows={8} /> : <MailPreview mail={mail.data} />;
}

/** The value once nobody has typed for a moment. */
function usePaused(value: string): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return paused;
}
