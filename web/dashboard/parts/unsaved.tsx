// Guards what was typed and not saved: leaving asks first, in the page and when the tab is closed.
import { useBlocker } from '@tanstack/react-router';
import { useRef } from 'react';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';

/** Place it once in a page with a form. Another view of the same page, as another filter, is no leaving. */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const say = useWords(formWords);
  const stay = useRef<HTMLButtonElement>(null);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <Dialog
      open={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      title={say('unsaved_title')}
      description={say('unsaved_lead')}
      initialFocus={stay}
      actions={
        <>
          <Button kind="danger" onClick={() => blocker.proceed?.()}>
            {say('unsaved_leave')}
          </Button>
          <Button kind="primary" ref={stay} onClick={() => blocker.reset?.()}>
            {say('unsaved_stay')}
          </Button>
        </>
      }
    />
  );
}

/** The foot of a form: says that something is unsaved, saves or discards it. */
export function SaveBar(props: { dirty: boolean; busy: boolean; onDiscard: () => void; refused?: string | null }) {
  const say = useWords(formWords);
  const { dirty, busy, onDiscard, refused = null } = props;
  if (refused !== null) return <p className="soft">{refused}</p>;
  return (
    <div className="save-bar">
      <Button kind="primary" type="submit" busy={busy} refused={dirty ? null : say('unchanged')}>
        {busy ? say('saving') : say('save')}
      </Button>
      {dirty ? (
        <>
          <Button kind="quiet" onClick={onDiscard}>
            {say('discard')}
          </Button>
          <span className="soft">{say('unsaved')}</span>
        </>
      ) : null}
    </div>
  );
}
