// The merchant's logo: chosen from a file, checked here before it travels, saved at once.
import { type ChangeEvent, useRef, useState } from 'react';
import type { Settings } from '../../../server/src/wire/dashboard_workspace.ts';
import { useSend } from '../api/queries.ts';
import { settingsWords } from '../catalogue/settings.ts';
import { useLocale, useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';

const MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/webp'];
const BYTES_MAX = 200 * 1024;
/** As the words say it. */
const KILOBYTE = 1024;

export function LogoField({ settings, readOnly }: { settings: Settings; readOnly: boolean }) {
  const say = useWords(settingsWords);
  const { tag } = useLocale();
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const upload = useSend('POST /settings/logo', ['GET /settings', 'GET /me']);
  const remove = useSend('DELETE /settings/logo', ['GET /settings', 'GET /me']);
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file === undefined) return;
    setWrong(null);
    if (!MEDIA_TYPES.includes(file.type)) return setWrong(say('logo.wrong_type'));
    if (file.size > BYTES_MAX) {
      const size = Math.ceil(file.size / KILOBYTE).toLocaleString(tag);
      return setWrong(say('logo.too_large', { size }));
    }
    const data = await base64Of(file);
    upload.mutate({ body: { media_type: file.type, data } }, { onSuccess: () => toast(say('logo.saved')) });
  };
  const { logo_url } = settings;
  return (
    <div className="logo-field">
      {logo_url === null ? (
        <span className="logo-empty" aria-hidden="true" />
      ) : (
        <img src={logo_url} alt={say('logo.alt')} width="96" height="96" />
      )}
      <div>
        <p className="soft">{logo_url === null ? say('logo.none') : say('field.logo_help')}</p>
        {logo_url === null ? <p className="soft">{say('field.logo_help')}</p> : null}
        {readOnly ? null : (
          <div className="actions">
            <input
              ref={input}
              type="file"
              hidden
              aria-label={say('logo.choose')}
              accept={MEDIA_TYPES.join(',')}
              onChange={(event) => void choose(event)}
            />
            <Button busy={upload.isPending} onClick={() => input.current?.click()}>
              {say(logo_url === null ? 'logo.choose' : 'logo.replace')}
            </Button>
            {logo_url === null ? null : (
              <Button
                kind="danger"
                busy={remove.isPending}
                onClick={() => remove.mutate({}, { onSuccess: () => toast(say('logo.removed')) })}
              >
                {say('logo.remove')}
              </Button>
            )}
          </div>
        )}
        {wrong === null ? null : (
          <p className="field-error" role="alert">
            {wrong}
          </p>
        )}
        <ErrorNotice error={upload.error ?? remove.error} />
      </div>
    </div>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
