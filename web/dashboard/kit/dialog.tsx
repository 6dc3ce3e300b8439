// A modal dialog: title, text, content, and the buttons at its foot.
import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon } from './icon.tsx';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  size?: 'small' | 'medium' | 'large';
  initialFocus?: RefObject<HTMLElement | null>;
  /** Something is typed or shown that a press beside the dialog must not lose. */
  holds?: boolean;
}

export function Dialog(props: Props) {
  const { open, onClose, title, description, children, actions, size = 'small', initialFocus, holds = false } = props;
  const say = useWords(kitWords);
  return (
    <Base.Root open={open} disablePointerDismissal={holds} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className={`dialog ${size}`} {...(initialFocus === undefined ? {} : { initialFocus })}>
          <header>
            <Base.Title className="dialog-title">{title}</Base.Title>
            <Base.Close className="icon-button" aria-label={say('close')} title={say('close')}>
              <Icon name="close" />
            </Base.Close>
          </header>
          <div className="dialog-body">
            {description === undefined ? null : (
              <Base.Description className="dialog-description" render={<div />}>
                {description}
              </Base.Description>
            )}
            {children}
          </div>
          {actions === undefined ? null : <footer>{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
