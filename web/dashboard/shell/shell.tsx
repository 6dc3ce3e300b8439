// The frame around every page: rail, top bar, the page itself, and the watch for changes.
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useChanges } from '../api/changes.ts';
import { chooseMerchant, readMerchant } from '../api/client.ts';
import { MeContext } from '../api/me.ts';
import { useCall } from '../api/queries.ts';
import { signOut } from '../api/sign_in.ts';
import { kitWords } from '../catalogue/kit.ts';
import { shellWords } from '../catalogue/shell.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState, ErrorState, Loading, Notice } from '../kit/states.tsx';
import { Rail } from './rail.tsx';
import { TopBar } from './top_bar.tsx';

export function Shell() {
  const me = useCall('GET /me', {});
  if (me.data !== undefined) {
    return (
      <MeContext value={me.data}>
        <Frame />
      </MeContext>
    );
  }
  if (me.error?.status === 403) return <NoMerchant retry={() => void me.refetch()} />;
  return (
    <main className="alone">
      {me.error === null || me.error.status === 401 ? (
        <Loading />
      ) : (
        <ErrorState error={me.error} retry={() => void me.refetch()} />
      )}
    </main>
  );
}

/** The business that this browser chose is no longer open to the person: the server's own choice may be. */
function NoMerchant({ retry }: { retry: () => void }) {
  const say = useWords(shellWords);
  const chosen = readMerchant();
  useEffect(() => {
    if (chosen === null) return;
    chooseMerchant(null);
    retry();
  });
  if (chosen !== null) return null;
  return (
    <main className="alone">
      <EmptyState
        icon="accounts"
        title={say('no_merchant_title')}
        actions={<Button onClick={() => void signOut()}>{say('sign_out')}</Button>}
      >
        <p>{say('no_merchant_text')}</p>
      </EmptyState>
    </main>
  );
}

function Frame() {
  const lost = useChanges();
  const say = useWords(shellWords);
  const kit = useWords(kitWords);
  const [open, setOpen] = useState(false);
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      <Rail open={open} onClose={() => setOpen(false)} />
      <div className="frame-main">
        <TopBar onOpenRail={() => setOpen(true)} />
        <main id="content" tabIndex={-1}>
          <div role="status">{lost ? <Notice tone="warn">{kit('error_offline')}</Notice> : null}</div>
          <Outlet />
        </main>
      </div>
    </div>
  );
}
