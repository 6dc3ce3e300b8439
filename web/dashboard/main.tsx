// The Dashboard: puts language, cache, router and toasts around the pages.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../kit/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/messages.css';
import './styles/overlays.css';
import './styles/table.css';
import './styles/pages.css';
import './styles/accounts.css';
import './styles/accounts_phone.css';
import './styles/relink.css';
import './styles/search.css';
import './styles/sign_in.css';
import { addressOf, takeNext } from './api/next_page.ts';
import { queryClient, whenSignedOut } from './api/queries.ts';
import { LocaleProvider } from './catalogue/locale_provider.tsx';
import { Toasts } from './kit/toast.tsx';
import { router } from './router.tsx';

whenSignedOut(() => {
  const { pathname, searchStr } = router.state.location;
  if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: { next: `${pathname}${searchStr}` } });
});

// The link from an e-mail leads to the start: from there on to where one wanted to go.
if (/^\/dashboard\/?$/.test(location.pathname)) {
  const next = takeNext();
  if (next !== undefined) router.history.replace(addressOf(next));
}

createRoot(document.getElementById('dashboard')!).render(
  <StrictMode>
    <LocaleProvider>
      <QueryClientProvider client={queryClient}>
        <CSPProvider disableStyleElements>
          <Toasts>
            <RouterProvider router={router} />
          </Toasts>
        </CSPProvider>
      </QueryClientProvider>
    </LocaleProvider>
  </StrictMode>,
);
