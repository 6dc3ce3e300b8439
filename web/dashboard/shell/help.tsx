// The list of keyboard shortcuts, behind `?`.
import { shellWords } from '../catalogue/shell.ts';
import { useWords } from '../catalogue/words.ts';
import { Dialog } from '../kit/dialog.tsx';

type Meaning =
  | 'key_search'
  | 'key_filter'
  | 'key_down'
  | 'key_up'
  | 'key_open'
  | 'key_select'
  | 'key_request'
  | 'key_escape'
  | 'key_help';

const KEYS: [key: string, meaning: Meaning][] = [
  ['/', 'key_search'],
  ['f', 'key_filter'],
  ['j', 'key_down'],
  ['k', 'key_up'],
  ['Enter', 'key_open'],
  ['x', 'key_select'],
  ['r', 'key_request'],
  ['Esc', 'key_escape'],
  ['?', 'key_help'],
];

export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useWords(shellWords);
  return (
    <Dialog open={open} onClose={onClose} title={say('shortcuts')}>
      <dl className="keys">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(meaning)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
