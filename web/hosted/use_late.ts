// Tells a pane when its wait has become long.
import { useEffect, useState } from 'react';
import { LATE_MS } from './polling.ts';

/** False at first, true once the pane has stood for LATE_MS. A new `what` starts the wait again. */
export function useLate(what = ''): boolean {
  const [late, setLate] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setLate(what), LATE_MS);
    return () => clearTimeout(timer);
  }, [what]);
  return late === what;
}
