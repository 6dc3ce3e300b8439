// Every address of the Dashboard and the page behind it. Pages load when they are first opened.
import { createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import {
  type AccountsSearch,
  type CustomersSearch,
  type EventsSearch,
  type ItemsSearch,
  parseSearch,
  readSearch,
  stringifySearch,
} from './api/address.ts';
import { Broken, Missing } from './shell/missing.tsx';
import { page } from './shell/page_loads.ts';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Outlet });
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSearch<{ next?: string }>(['next']),
  component: page(() => import('./pages/sign_in.tsx')),
});
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const inShell = () => shell;

const home = createRoute({
  getParentRoute: inShell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/accounts', replace: true });
  },
});

const accounts = createRoute({
  getParentRoute: inShell,
  path: '/accounts',
  validateSearch: readSearch<AccountsSearch>([
    ...(['status', 'cause', 'needs_relink', 'expiring', 'not_repairable', 'institution', 'not_asked'] as const),
    ...(['customer', 'connected_account', 'search', 'sort', 'after', 'before'] as const),
  ]),
  component: page(() => import('./pages/accounts.tsx')),
});
const account = createRoute({
  getParentRoute: inShell,
  path: '/accounts/$id',
  component: page(() => import('./pages/account.tsx')),
});
const relinkRequests = createRoute({
  getParentRoute: inShell,
  path: '/relink-requests',
  validateSearch: readSearch<{ after?: string; before?: string }>(['after', 'before']),
  component: page(() => import('./pages/relink_requests.tsx')),
});
const relinkRequest = createRoute({
  getParentRoute: inShell,
  path: '/relink-requests/$id',
  validateSearch: readSearch<ItemsSearch>(['state', 'reason', 'after', 'before']),
  component: page(() => import('./pages/relink_request.tsx')),
});
const customers = createRoute({
  getParentRoute: inShell,
  path: '/customers',
  validateSearch: readSearch<CustomersSearch>(['search', 'after', 'before']),
  component: page(() => import('./pages/customers.tsx')),
});
const customer = createRoute({
  getParentRoute: inShell,
  path: '/customers/$id',
  component: page(() => import('./pages/customer.tsx')),
});
const connectedAccounts = createRoute({
  getParentRoute: inShell,
  path: '/connected-accounts',
  validateSearch: readSearch<CustomersSearch>(['search', 'after', 'before']),
  component: page(() => import('./pages/connected_accounts.tsx')),
});
const connectedAccount = createRoute({
  getParentRoute: inShell,
  path: '/connected-accounts/$id',
  component: page(() => import('./pages/connected_account.tsx')),
});
const events = createRoute({
  getParentRoute: inShell,
  path: '/events',
  validateSearch: readSearch<EventsSearch>(['type', 'object', 'failed', 'connected', 'after', 'before']),
  component: page(() => import('./pages/events.tsx')),
});
const event = createRoute({
  getParentRoute: inShell,
  path: '/events/$id',
  component: page(() => import('./pages/event.tsx')),
});
const webhooks = createRoute({
  getParentRoute: inShell,
  path: '/webhooks',
  component: page(() => import('./pages/webhooks.tsx')),
});
const webhook = createRoute({
  getParentRoute: inShell,
  path: '/webhooks/$id',
  component: page(() => import('./pages/webhook.tsx')),
});
const apiKeys = createRoute({
  getParentRoute: inShell,
  path: '/api-keys',
  component: page(() => import('./pages/api_keys.tsx')),
});
/** Any other address: the frame stays, so that one finds out again. */
const missing = createRoute({ getParentRoute: inShell, path: '$', component: Missing });
const health = createRoute({
  getParentRoute: inShell,
  path: '/health',
  validateSearch: readSearch<{ days?: string }>(['days']),
  component: page(() => import('./pages/health.tsx')),
});

const settings = createRoute({
  getParentRoute: inShell,
  path: '/settings',
  component: page(() => import('./pages/settings.tsx')),
});
const inSettings = () => settings;
const settingsHome = createRoute({
  getParentRoute: inSettings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/general', replace: true });
  },
});
const settingsPages = [
  createRoute({
    getParentRoute: inSettings,
    path: '/general',
    component: page(() => import('./pages/settings_general.tsx')),
  }),
  createRoute({
    getParentRoute: inSettings,
    path: '/branding',
    component: page(() => import('./pages/settings_branding.tsx')),
  }),
  createRoute({
    getParentRoute: inSettings,
    path: '/team',
    component: page(() => import('./pages/team.tsx')),
  }),
  createRoute({
    getParentRoute: inSettings,
    path: '/sign-in',
    component: page(() => import('./pages/settings_sign_in.tsx')),
  }),
  createRoute({
    getParentRoute: inSettings,
    path: '/policies',
    component: page(() => import('./pages/policies.tsx')),
  }),
  createRoute({
    getParentRoute: inSettings,
    path: '/sandbox',
    component: page(() => import('./pages/sandbox.tsx')),
  }),
] as const;

const tree = root.addChildren([
  signIn,
  shell.addChildren([
    ...([home, accounts, account, relinkRequests, relinkRequest, customers, customer] as const),
    ...([connectedAccounts, connectedAccount] as const),
    ...([events, event, webhooks, webhook, apiKeys, health, missing] as const),
    settings.addChildren([settingsHome, ...settingsPages]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: '/dashboard',
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: Missing,
  defaultErrorComponent: Broken,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
