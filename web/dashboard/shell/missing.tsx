// The pages for an address that leads nowhere, and for a page that broke.
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { shellWords } from '../catalogue/shell.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Page } from '../kit/page.tsx';
import { EmptyState } from '../kit/states.tsx';
import { watchServer } from './page_loads.ts';

export function Missing() {
  const say = useWords(shellWords);
  return (
    <Page title={say('missing_title')}>
      <EmptyState
        icon="search"
        title={say('missing_heading')}
        actions={
          <Link className="button primary" to="/accounts">
            {say('to_accounts')}
          </Link>
        }
      >
        <p>{say('missing_text')}</p>
      </EmptyState>
    </Page>
  );
}

/** Also where a page could not be loaded: the server is away, or a newer version was installed meanwhile. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const say = useWords(shellWords);
  const router = useRouter();
  const [away, setAway] = useState(false);
  useEffect(() => watchServer(error, setAway), [error]);
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title={say(away ? 'away_title' : 'broken_title')}>
      <div role="status">
        <EmptyState
          icon="alert"
          title={say(away ? 'away_title' : 'broken_title')}
          actions={
            away ? null : (
              <>
                <Button onClick={again}>{say('try_again')}</Button>
                <Button kind="primary" onClick={() => location.reload()}>
                  {say('reload')}
                </Button>
              </>
            )
          }
        >
          <p>{say(away ? 'away_text' : 'broken_text')}</p>
        </EmptyState>
      </div>
    </Page>
  );
}
