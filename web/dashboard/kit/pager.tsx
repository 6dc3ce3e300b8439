// Forward and back through a list by the server's cursors. The address holds where one is.
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon } from './icon.tsx';

interface Props {
  next: string | null;
  previous: string | null;
  onMove: (to: { after?: string; before?: string }) => void;
}

export function Pager({ next, previous, onMove }: Props) {
  const say = useWords(kitWords);
  if (next === null && previous === null) return null;
  return (
    <nav className="pager" aria-label={`${say('newer')}, ${say('older')}`}>
      <button
        type="button"
        className="button plain small"
        disabled={previous === null}
        onClick={() => onMove({ before: previous ?? undefined, after: undefined })}
      >
        <Icon name="previous" />
        <span>{say('newer')}</span>
      </button>
      <button
        type="button"
        className="button plain small"
        disabled={next === null}
        onClick={() => onMove({ after: next ?? undefined, before: undefined })}
      >
        <span>{say('older')}</span>
        <Icon name="next" />
      </button>
    </nav>
  );
}
