// A search field above a list: what is typed goes into the address when the typing pauses.
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../kit/icon.tsx';

const PAUSE_MS = 250;

export function SearchBox({
  label,
  value,
  onSearch,
}: {
  label: string;
  value: string;
  onSearch: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  // The address changed from elsewhere, as by the browser's back button.
  if (told.current !== value && typed === told.current) setTyped(value);
  told.current = value;
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <label className="search-box">
      <Icon name="search" />
      <input
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        value={typed}
        data-list-search=""
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onSearch(typed.trim());
        }}
      />
    </label>
  );
}
