// A search within a list: what is typed goes to the address after a short pause, or at once with Enter.
import { type RefObject, useEffect, useRef, useState } from 'react';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon } from './icon.tsx';

const PAUSE_MS = 250;

interface Props {
  label: string;
  hint: string;
  value: string;
  onSearch: (value: string) => void;
  inputRef?: RefObject<HTMLInputElement | null>;
}

export function SearchField({ label, hint, value, onSearch, inputRef }: Props) {
  const say = useWords(kitWords);
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(value);
  // What the address says when it changed by other means, such as the way back; our own words come back late.
  useEffect(() => {
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (next: string, pause: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      sent.current = next.trim();
      onSearch(sent.current);
    }, pause);
  };
  return (
    <form
      className="search-field"
      onSubmit={(event) => {
        event.preventDefault();
        search(typed, 0);
      }}
    >
      <Icon name="search" />
      <input
        ref={inputRef}
        type="search"
        className="input"
        aria-label={label}
        placeholder={hint}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.target.value);
          search(event.target.value, PAUSE_MS);
        }}
      />
      {typed === '' ? null : (
        <button
          type="button"
          className="icon-button"
          aria-label={say('clear_search')}
          title={say('clear_search')}
          onClick={() => {
            setTyped('');
            search('', 0);
            inputRef?.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </form>
  );
}
