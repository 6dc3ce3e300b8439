// An id in monospace with a button that copies it.
import { useEffect, useState } from 'react';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon } from './icon.tsx';

const TOLD_MS = 2_000;

/** Shows the whole id, or `text` in its place where room is short; what is copied is always `value`. */
export function Identifier({ value, text }: { value: string; text?: string }) {
  const say = useWords(kitWords);
  const { copied, copy } = useCopy();
  return (
    <span className="identifier">
      <code>{text ?? value}</code>
      <button
        type="button"
        className="copy"
        aria-label={copied ? say('copied') : say('copy_value', { value })}
        title={copied ? say('copied') : say('copy')}
        onClick={() => copy(value)}
      >
        <Icon name={copied ? 'check' : 'copy'} />
      </button>
      <span className="unseen" role="status">
        {copied ? say('copied') : ''}
      </span>
    </span>
  );
}

/** Copies a text and tells for two seconds that it did. */
export function useCopy(): { copied: boolean; copy(text: string): void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), TOLD_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) => {
    writeClipboard(text).then(
      () => setCopied(true),
      () => {},
    );
  };
  return { copied, copy };
}

/** Copies a text. Over plain HTTP on another host browsers have no clipboard object; the older way still works there. */
export async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('the browser does not copy');
}
