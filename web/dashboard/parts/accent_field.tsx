// The merchant's colour, and what becomes of it where it would be hard to read.
import { contrast, correctForContrast, inkOn, MINIMUM_CONTRAST, readHex, SURFACES } from '../../kit/accent.ts';
import { settingsWords } from '../catalogue/settings.ts';
import { useLocale, useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';

interface Props {
  value: string | null;
  error: string | null;
  readOnly: boolean;
  onChange: (value: string | null) => void;
}

/** Relink's own, from the tokens: what a merchant without a colour has. */
const OWN = '#0f6a5b';

export function AccentField({ value, error, readOnly, onChange }: Props) {
  const say = useWords(settingsWords);
  const usable = value !== null && readHex(value) !== null ? value : null;
  return (
    <>
      <div className="accent">
        <input
          type="color"
          aria-label={say('field.accent_pick')}
          value={long(usable ?? OWN)}
          disabled={readOnly}
          onChange={(event) => onChange(event.target.value)}
        />
        <TextField
          label={say('field.accent')}
          hint={say('field.accent_help')}
          value={value ?? ''}
          placeholder={OWN}
          error={error}
          readOnly={readOnly}
          spellCheck={false}
          onChange={(text) => onChange(text.trim() === '' ? null : text.trim())}
        />
        {value === null || readOnly ? null : (
          <Button small onClick={() => onChange(null)}>
            {say('field.accent_none')}
          </Button>
        )}
      </div>
      {error !== null ? null : (
        <ul className="samples">
          <Sample color={usable ?? OWN} on="light" />
          <Sample color={usable ?? OWN} on="dark" />
        </ul>
      )}
    </>
  );
}

function Sample({ color, on }: { color: string; on: 'light' | 'dark' }) {
  const say = useWords(settingsWords);
  const { tag } = useLocale();
  const ratio = (value: number) => value.toLocaleString(tag, { maximumFractionDigits: 1 });
  const surface = SURFACES[on];
  const given = contrast(color, surface);
  const used = correctForContrast(color, surface) ?? color;
  return (
    <li>
      <span className="sample" style={{ background: surface, color: inkOn(surface) }}>
        <span className="sample-button" style={{ background: used, color: surface }}>
          {say('accent.sample')}
        </span>
      </span>
      <span>
        <strong>{say(`accent.${on}`)}</strong>
        <br />
        {given >= MINIMUM_CONTRAST ? say('accent.good') : say('accent.corrected', { ratio: ratio(given), color: used })}{' '}
        <span className="soft nowrap">{say('accent.contrast', { ratio: ratio(contrast(used, surface)) })}</span>
      </span>
    </li>
  );
}

/** A colour input knows six digits only. */
function long(hex: string): string {
  const digits = hex.replace('#', '');
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits}`.toLowerCase();
}
