// The frame around every page: rail, top bar, the page itself, and the watch for changes.
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useChanges } from '../api/changes.ts';
import { MeContext } from '../api/me.ts';
import { useCall } from '../api/queries.ts';
import { shellWords } from '../catalogue/shell.ts';
import { useWords } from '../catalogue/words.ts';
import { ErrorState, Loading } from '../kit/states.tsx';
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

function Frame() {
  useChanges();
  const say = useWords(shellWords);
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
          <Outlet />
        </main>
      </div>
    </div>
  );
}
