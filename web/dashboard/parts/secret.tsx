// A secret that is shown because somebody asked for it: copied with one press, gone with the dialog.
import type { ReactNode } from 'react';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useCopy } from '../kit/identifier.tsx';

export interface ShownSecret {
  title: string;
  lead?: string;
  value: string;
}

/** `shown` null: closed. The value lives in the page's memory only. */
export function SecretDialog(props: { shown: ShownSecret | null; onClose: () => void; children?: ReactNode }) {
  const say = useWords(formWords);
  const { shown, onClose, children } = props;
  return (
    <Dialog
      open={shown !== null}
      onClose={onClose}
      title={shown?.title ?? ''}
      description={shown?.lead}
      size="medium"
      holds
      actions={
        <Button kind="primary" onClick={onClose}>
          {say('done')}
        </Button>
      }
    >
      {shown === null ? null : <Secret value={shown.value} label={shown.title} />}
      {children}
    </Dialog>
  );
}

function Secret({ value, label }: { value: string; label: string }) {
  const say = useWords(formWords);
  const { copied, copy } = useCopy();
  return (
    <div className="secret">
      <input
        className="input"
        readOnly
        aria-label={label}
        value={value}
        spellCheck={false}
        onFocus={(event) => event.target.select()}
      />
      <Button icon={copied ? 'check' : 'copy'} onClick={() => copy(value)}>
        {copied ? say('copied') : say('copy')}
      </Button>
      <span className="unseen" role="status">
        {copied ? say('copied') : ''}
      </span>
    </div>
  );
}
