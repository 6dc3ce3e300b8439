// Every state of the Dashboard worth looking at, and how to get the page into it: for screenshots and the accessibility test.
import type { Page } from 'playwright-core';
import { accountFixtures, ME, SIGNED_OUT } from './dashboard_accounts.ts';
import { deskFixtures } from './dashboard_desk.ts';
import { detailShots } from './dashboard_detail_shots.ts';
import { detailFixtures } from './dashboard_details.ts';
import { BANKS, createAccounts } from './dashboard_people.ts';
import { type DashboardGallery, type Fixtures, refuse } from './dashboard_server.ts';

/** A state: where it is, who answers, and what to do there. */
export interface DashboardShot {
  name: string;
  /** Below /dashboard. */
  path: string;
  fixtures: Fixtures[];
  /** What is there when the page is ready. */
  ready: string;
  prepare?: (page: Page) => Promise<unknown>;
}

const NOW = Math.floor(Date.now() / 1000);
const ACCOUNT = createAccounts(1, NOW)[0]!;
const FULL: Fixtures[] = [accountFixtures(), detailFixtures(), deskFixtures()];
const NEW: Fixtures[] = [accountFixtures([]), detailFixtures([]), deskFixtures({ empty: true })];
const VIEWER: Fixtures[] = [
  accountFixtures(undefined, { ...ME, member: { ...ME.member, name: null, role: 'viewer' }, merchants: [] }),
  ...FULL,
];
const BROKEN: Fixtures[] = [
  {
    'GET /accounts': () => {
      throw refuse(500, '');
    },
  },
  ...FULL,
];

const LIVE: Fixtures[] = [accountFixtures(undefined, { ...ME, mode: 'live' }), ...FULL];

const TROUBLED: Fixtures[] = [
  {
    'GET /incidents': () => [
      { institution: BANKS[0]!, kind: 'outage', since: NOW - 2_400, expected_until: null },
      { institution: BANKS[3]!, kind: 'maintenance', since: NOW - 600, expected_until: NOW + 6_600 },
      { institution: BANKS[1]!, kind: 'client_rejected', since: NOW - 120, expected_until: null },
      { institution: BANKS[2]!, kind: 'certificate_expiring', since: NOW, expected_until: NOW + 1_200_000 },
    ],
  },
  ...FULL,
];

const ROW = 'tbody tr[data-row]';

async function selectAll(page: Page): Promise<void> {
  await page.locator('thead input').check();
  await page.locator('.selection-bar .button').first().click();
}

async function request(page: Page): Promise<void> {
  await selectAll(page);
  await page.locator('.selection-bar .button.primary').click();
  await page.locator('.dialog iframe').waitFor();
}

async function openPeople(page: Page): Promise<void> {
  await request(page);
  await page.locator('.people summary').nth(1).click();
}

const ACCOUNTS: DashboardShot[] = [
  { name: 'sign_in', path: '/sign-in', fixtures: [SIGNED_OUT], ready: 'form' },
  {
    name: 'sign_in_sent',
    path: '/sign-in',
    fixtures: [SIGNED_OUT],
    ready: 'form',
    prepare: async (page) => {
      await page.locator('input[type=email]').fill('ines.okafor@example.com');
      await page.locator('button[type=submit]').click();
      await page.locator('.stack[role=status]').waitFor();
    },
  },
  { name: 'accounts', path: '/accounts', fixtures: FULL, ready: ROW },
  { name: 'accounts_bank_trouble', path: '/accounts', fixtures: TROUBLED, ready: '.bank-troubles' },
  { name: 'accounts_new', path: '/accounts', fixtures: NEW, ready: '.empty' },
  { name: 'accounts_nothing', path: '/accounts?search=nobody', fixtures: FULL, ready: '.empty' },
  { name: 'live_mode', path: '/accounts', fixtures: LIVE, ready: ROW },
  { name: 'accounts_broken', path: '/accounts', fixtures: BROKEN, ready: '.empty.bad' },
  {
    name: 'accounts_selected',
    path: '/accounts?needs_relink=true&status=inactive&not_asked=true',
    fixtures: FULL,
    ready: ROW,
    prepare: (page) => page.locator('tbody input').nth(1).check(),
  },
  { name: 'accounts_viewer', path: '/accounts', fixtures: VIEWER, ready: ROW, prepare: selectAll },
  {
    name: 'accounts_menu',
    path: '/accounts',
    fixtures: FULL,
    ready: ROW,
    prepare: async (page) => {
      await page.locator('tbody .icon-button').nth(3).click();
      await page.locator('[role=menu]').waitFor();
    },
  },
  { name: 'request', path: '/accounts?needs_relink=true', fixtures: FULL, ready: ROW, prepare: request },
  { name: 'request_people', path: '/accounts?needs_relink=true', fixtures: FULL, ready: ROW, prepare: openPeople },
  { name: 'requests', path: '/relink-requests', fixtures: FULL, ready: ROW },
  { name: 'requests_new', path: '/relink-requests', fixtures: NEW, ready: '.empty' },
  { name: 'request_running', path: '/relink-requests/rlb_running', fixtures: FULL, ready: ROW },
  { name: 'request_done', path: '/relink-requests/rlb_done?state=refused', fixtures: FULL, ready: ROW },
  { name: 'missing', path: '/nothing/here', fixtures: FULL, ready: '.empty' },
];

async function pressed(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
}

const SHELL: DashboardShot[] = [
  {
    name: 'search',
    path: '/accounts',
    fixtures: FULL,
    ready: ROW,
    prepare: async (page) => {
      await pressed(page, '/');
      await page.keyboard.type('jenny');
      await page.locator('[role=option]').first().waitFor();
    },
  },
  {
    name: 'help',
    path: '/accounts',
    fixtures: FULL,
    ready: ROW,
    prepare: async (page) => {
      await pressed(page, '?');
      await page.locator('.keys').waitFor();
    },
  },
  {
    name: 'person_menu',
    path: '/accounts',
    fixtures: FULL,
    ready: ROW,
    prepare: async (page) => {
      await page.locator('.person').click();
      await page.locator('[role=menu]').waitFor();
    },
  },
];

const OTHERS: DashboardShot[] = [
  ['account', `/accounts/${ACCOUNT.id}`],
  ['customers', '/customers'],
  ['customer', `/customers/${ACCOUNT.holder?.id}`],
  ['connected_accounts', '/connected-accounts'],
  ['connected_account', '/connected-accounts/acct_Gallery0000005'],
  ['events', '/events'],
  ['webhooks', '/webhooks'],
  ['api_keys', '/api-keys'],
  ['health', '/health'],
  ['settings_general', '/settings/general'],
  ['settings_branding', '/settings/branding'],
  ['team', '/settings/team'],
  ['settings_sign_in', '/settings/sign-in'],
  ['policies', '/settings/policies'],
  ['sandbox', '/settings/sandbox'],
].map(([name, path]) => ({ name: `page_${name}`, path: path!, fixtures: FULL, ready: 'h1' }));

const EMPTY_LISTS: DashboardShot[] = ['customers', 'events', 'webhooks', 'health'].map((name) => ({
  name: `page_${name}_new`,
  path: `/${name}`,
  fixtures: NEW,
  ready: 'h1',
}));

export const DASHBOARD_SHOTS: readonly DashboardShot[] = [
  ...ACCOUNTS,
  ...SHELL,
  ...OTHERS,
  ...EMPTY_LISTS,
  ...detailShots(FULL),
];

/**
 * Brings a page into a state, and waits until nothing is loaded any more. `from` is the state that it is in: where the same data
 * answer there and nothing was done, it goes on as an operator does, without loading the Dashboard again.
 */
export async function openDashboardShot(
  page: Page,
  gallery: DashboardGallery,
  shot: DashboardShot,
  from: DashboardShot | null = null,
): Promise<void> {
  if (from !== null && from.fixtures === shot.fixtures && from.prepare === undefined) await goOn(page, shot.path);
  else {
    gallery.use(...shot.fixtures);
    await page.goto(`${gallery.origin}/dashboard${shot.path}`);
  }
  await page.locator(shot.ready).first().waitFor();
  await page.waitForFunction(() => document.querySelector('.loading') === null);
  await shot.prepare?.(page);
}

/** Resolves once another page is there. */
async function goOn(page: Page, path: string): Promise<void> {
  const main = () => document.querySelector('main')?.innerText;
  const before = await page.evaluate(main);
  await page.evaluate((to) => history.pushState(null, '', to), `/dashboard${path}`);
  await page.waitForFunction(
    (text) => document.querySelector('main h1') !== null && document.querySelector('main')?.innerText !== text,
    before,
  );
}
