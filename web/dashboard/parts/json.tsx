// JSON that can be read: names, texts and values in different ink, folded when it is long.
import { useState } from 'react';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { useCopy } from '../kit/identifier.tsx';
import { tokensOf } from './json_tokens.ts';

/** Longer ones open folded. */
const FOLDED_LINES = 40;

export function Json({ value, label }: { value: unknown; label: string }) {
  const say = useWords(formWords);
  const { copied, copy } = useCopy();
  const text = JSON.stringify(value, null, 2);
  const lines = text.split('\n');
  const [open, setOpen] = useState(lines.length <= FOLDED_LINES);
  const shown = open ? text : `${lines.slice(0, FOLDED_LINES).join('\n')}\n…`;
  return (
    <section className="json" aria-label={label}>
      <div className="json-actions">
        <Button small icon={copied ? 'check' : 'copy'} onClick={() => copy(text)}>
          {copied ? say('copied') : say('json_copy')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        {tokensOf(shown).map(({ kind, text: part }, index) =>
          kind === 'plain' ? (
            part
          ) : (
            <span key={index} className={`json-${kind}`}>
              {part}
            </span>
          ),
        )}
      </pre>
      {open ? null : (
        <Button small onClick={() => setOpen(true)}>
          {say('json_show', { count: lines.length })}
        </Button>
      )}
    </section>
  );
}
