// What a page shows when there is nothing, when it waits, and when something failed.
import type { ReactNode } from 'react';
import { DashboardError } from '../api/client.ts';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

/** Teaches what would stand here and how to get it: the exact command or button. */
export function EmptyState(props: { icon: IconName; title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={props.icon} />
      <h2>{props.title}</h2>
      {props.children === undefined ? null : <div className="prose">{props.children}</div>}
      {props.actions === undefined ? null : <div className="actions">{props.actions}</div>}
    </div>
  );
}

/** Says what happened in words, and offers to try again. */
export function ErrorState({ error, retry }: { error: Error; retry?: () => void }) {
  const say = useWords(kitWords);
  const message = useErrorMessage();
  return (
    <div className="empty bad" role="alert">
      <Icon name="alert" />
      <h2>{say('error_title')}</h2>
      <p>{message(error)}</p>
      {retry === undefined ? null : (
        <div className="actions">
          <Button onClick={retry} icon="refresh">
            {say('try_again')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A failed action, beside the form or button that caused it. */
export function ErrorNotice({ error }: { error: Error | null }) {
  const message = useErrorMessage();
  return (
    <div role="alert">
      {error === null ? null : (
        <p className="notice bad">
          <Icon name="alert" />
          <span>{message(error)}</span>
        </p>
      )}
    </div>
  );
}

/** A remark set apart. */
export function Notice(props: { children: ReactNode; tone?: 'calm' | 'warn' | 'bad' | 'good'; icon?: IconName }) {
  const { children, tone = 'calm', icon = tone === 'warn' || tone === 'bad' ? 'alert' : 'check' } = props;
  return (
    <div className={`notice ${tone}`}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

/** Words for any failure: the server's own for a refused input, ours for the rest. */
export function useErrorMessage(): (error: Error) => string {
  const say = useWords(kitWords);
  return (error) => {
    const { status, message } = error instanceof DashboardError ? error : { status: 500, message: '' };
    if (status === 0) return say('error_offline');
    if (status === 403) return message === '' ? say('error_forbidden') : message;
    if (status === 404) return say('error_missing');
    if (status === 429) return message === '' ? say('error_rate') : message;
    if (status >= 502 && status <= 504) return say('error_away');
    return status >= 500 || message === '' ? say('error_server') : message;
  };
}

/** Grey lines where text will stand. Appears late, so that a quick answer does not flicker. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const say = useWords(kitWords);
  return (
    <div className="loading" role="status">
      <span className="unseen">{say('loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="bar" aria-hidden="true" />
      ))}
    </div>
  );
}
