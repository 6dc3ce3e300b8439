// Asks before a consequence, says the exact one, and where it cannot be undone wants a word typed.
import { type ReactNode, useState } from 'react';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { ErrorNotice } from '../kit/states.tsx';

interface Props {
  open: boolean;
  title: string;
  lead: ReactNode;
  /** The button's words: what will happen. */
  confirm: string;
  danger?: boolean;
  /** What has to be typed first. */
  word?: string;
  busy: boolean;
  error: Error | null;
  children?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDialog(props: Props) {
  const { open, onClose, title, lead } = props;
  return (
    <Dialog open={open} onClose={onClose} title={title} description={lead}>
      {open ? <Question {...props} /> : null}
    </Dialog>
  );
}

/** A component of its own, so that what was typed is forgotten when the dialog closes. */
function Question({ confirm, danger = false, word, busy, error, children, onConfirm, onClose }: Props) {
  const say = useWords(formWords);
  const [typed, setTyped] = useState('');
  const wrong = word !== undefined && typed.trim().toLowerCase() !== word.toLowerCase();
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong && !busy) onConfirm();
      }}
    >
      {children}
      {word === undefined ? null : (
        <TextField
          label={say('type_to_confirm', { word })}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <ErrorNotice error={error} />
      <div className="form-actions">
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button
          kind={danger ? 'danger' : 'primary'}
          type="submit"
          busy={busy}
          refused={wrong ? say('type_to_confirm', { word }) : null}
        >
          {confirm}
        </Button>
      </div>
    </form>
  );
}
