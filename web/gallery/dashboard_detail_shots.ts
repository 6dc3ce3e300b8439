// States of the Dashboard's detail pages, lists and settings: details in every condition, dialogs, forms with errors.
import type { Page } from 'playwright-core';
import { createAccounts } from './dashboard_people.ts';
import type { Fixtures } from './dashboard_server.ts';
import type { DashboardShot } from './dashboard_shots.ts';

type Prepare = (page: Page) => Promise<unknown>;

const ACCOUNTS = createAccounts(180, Math.floor(Date.now() / 1000));
const accountWith = (wanted: (account: (typeof ACCOUNTS)[number]) => boolean) => ACCOUNTS.find(wanted)!.id;
const press =
  (selector: string): Prepare =>
  (page) =>
    page.locator(selector).first().click();
const inDialog =
  (opener: string, then?: Prepare): Prepare =>
  async (page) => {
    await page.locator(opener).first().click();
    await page.locator('.dialog').waitFor();
    await then?.(page);
  };
/** Opens ⋯ at `where` and chooses its entry, counted from the end. */
const fromMenu =
  (where: string, fromEnd: number): Prepare =>
  async (page) => {
    await page.locator(`${where} .icon-button[aria-haspopup]`).first().click();
    await page.locator('[role=menuitem]').nth(-fromEnd).click();
    await page.locator('.dialog').waitFor();
  };
const PRIMARY = '.page-title .button.primary';
const typing =
  (label: string, text: string): Prepare =>
  async (page) => {
    await page.locator(label).first().fill(text);
    await page.keyboard.press('Tab');
  };

const STATES: [name: string, path: string, ready: string, prepare?: Prepare][] = [
  ['account_repaired', `/accounts/${accountWith(({ relink }) => relink?.state === 'succeeded')}`, '.timeline'],
  ['account_disconnected', `/accounts/${accountWith(({ status }) => status === 'disconnected')}`, '.notice'],
  [
    'account_number',
    `/accounts/${accountWith(({ number, needs_relink }) => number?.expires_at != null && needs_relink)}`,
    '.notice',
  ],
  ['account_ends', `/accounts/${accountWith(({ expiring, needs_relink }) => expiring && !needs_relink)}`, '.notice'],
  [
    'account_until',
    `/accounts/${accountWith((one) => one.expected_deactivation_at !== null && !one.expiring)}`,
    '.notice',
  ],
  ['account_denied', `/accounts/${accountWith(({ cause }) => cause === 'access_denied')}`, '.notice'],
  [
    'account_locked',
    `/accounts/${accountWith(({ cause, action }) => cause === 'institution_requirement' && action === 'none')}`,
    '.notice',
  ],
  ['account_disconnect', `/accounts/${ACCOUNTS[0]!.id}`, '.timeline', fromMenu('.page-title', 1)],
  ['customer_create', '/customers', 'tbody tr', inDialog(PRIMARY)],
  [
    'customer_leaving',
    '/customers/cus_Gallery0000000',
    'form',
    async (page) => {
      await typing('input[type=email]', 'somebody@example.com')(page);
      await press('.above a')(page);
      await page.locator('.dialog').waitFor();
    },
  ],
  ['event_failed', '/events/evt_1RkGallery0003', '.json'],
  ['webhook_failing', '/webhooks/we_gallery_slow', '.notice'],
  ['webhook_connect', '/webhooks/we_gallery_connect', '.notice'],
  [
    'account_held',
    `/accounts/${accountWith(({ holder, needs_relink }) => holder?.type === 'account' && needs_relink)}`,
    '.notice',
  ],
  ['webhook_roll', '/webhooks/we_gallery_slow', '.notice', inDialog('.section .actions .button >> nth=1')],
  ['webhook_add', '/webhooks', 'tbody tr', inDialog(PRIMARY, press('.choice input[value=some]'))],
  ['webhook_add_wrong', '/webhooks', 'tbody tr', inDialog(PRIMARY, press('.dialog [type=submit]'))],
  ['key_create_wrong', '/api-keys', 'tbody tr', inDialog(PRIMARY, press('.dialog [type=submit]'))],
  ['key_revoke', '/api-keys', 'tbody tr', fromMenu('tbody', 1)],
  ['settings_general_wrong', '/settings/general', '.mail', typing('textarea', 'example.com')],
  ['settings_branding_wrong', '/settings/branding', '.mail', typing('.accent [type=text]', 'green')],
  ['team_invite', '/settings/team', 'tbody tr', inDialog(PRIMARY)],
  ['policies_wrong', '/settings/policies', '.figure', typing('input[inputmode=numeric]', 'many')],
  ['sandbox_advance', '/settings/sandbox', '.column-customers', inDialog('td.column-actions .button')],
  ['sandbox_clock', '/settings/sandbox', '.column-customers', inDialog('.section:nth-of-type(2) header .button')],
  ['health_tables', '/health', '.pillars', (page) => page.locator('.pillars summary').first().click()],
];

/** With everything there is to show. */
export function detailShots(full: Fixtures[]): DashboardShot[] {
  return STATES.map(([name, path, ready, prepare]) => ({
    name,
    path,
    fixtures: full,
    ready,
    ...(prepare === undefined ? {} : { prepare }),
  }));
}
