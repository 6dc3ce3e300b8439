// Every state worth looking at, and how to get the page into it: for the screenshots and for the accessibility test.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type FrameLocator, type Page } from 'playwright-core';
import type { Gallery } from './server.ts';
import { VIEWS } from './views.ts';

/** A state: the session to open and what to do then. */
export interface Shot {
  name: string;
  view: string;
  /** The browser refuses to open windows. */
  blocked?: boolean;
  prepare?: (flow: FrameLocator, page: Page) => Promise<void>;
}

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const QUIET =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Opens the system's Chromium, else the one that playwright has installed. */
export function openChromium(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path));
  return chromium.launch({ executablePath, args: QUIET.split(' ') });
}

const primary = (flow: FrameLocator) => flow.locator('.actions .button.primary').first().click();
const primaryOrOnly = (flow: FrameLocator) => flow.locator('.actions .button').first().click();
const wait = (page: Page) => page.clock.fastForward(9000);

async function toBank(flow: FrameLocator, page: Page): Promise<void> {
  await primary(flow);
  await flow.locator('.art .mark').waitFor();
  const popup = page.waitForEvent('popup');
  await primary(flow);
  await popup;
  await flow.locator('.steps').waitFor();
}

async function search(flow: FrameLocator, words: string): Promise<void> {
  await flow.locator('input[type=search]').fill(words);
  await flow.locator('[role=status]:not(:empty)').nth(0).waitFor({ state: 'attached' });
  await flow.locator('.nothing, .rows').first().waitFor();
}

const CLIENT_ONLY: Shot[] = [
  ...['link', 'repair_expired', 'number_expiring', 'changed_data'].map(
    (opening): Shot => ({
      name: `exit_${opening}`,
      view: `consent_${opening}`,
      prepare: (flow) => flow.locator('.close').click(),
    }),
  ),
  { name: 'rejected', view: 'consent_repair_expired', prepare: primary },
  { name: 'trouble_offline', view: 'trouble_offline' },
  { name: 'picker_results', view: 'picker', prepare: (flow) => search(flow, 'county') },
  { name: 'picker_one_result', view: 'picker', prepare: (flow) => search(flow, 'quay') },
  { name: 'picker_nothing', view: 'picker', prepare: (flow) => search(flow, 'Rivrebnak') },
  { name: 'bank_waiting', view: 'story_relink', prepare: toBank },
  {
    name: 'bank_waiting_late',
    view: 'story_relink',
    prepare: async (flow, page) => {
      await toBank(flow, page);
      await wait(page);
      await flow.locator('.notice').waitFor();
    },
  },
  {
    name: 'bank_blocked',
    view: 'story_relink',
    blocked: true,
    prepare: async (flow) => {
      await primary(flow);
      await flow.locator('.art .mark').waitFor();
      await primary(flow);
      await flow.locator('a.button').waitFor();
    },
  },
  {
    name: 'progress_late',
    view: 'progress_contacting',
    prepare: async (flow, page) => {
      await wait(page);
      await flow.locator('.notice').waitFor();
    },
  },
  { name: 'manual_entry', view: 'picker_manual', prepare: primaryOrOnly },
  {
    name: 'manual_wrong',
    view: 'manual_required',
    prepare: async (flow) => {
      const [routing, account, again] = await flow.locator('input').all();
      await routing!.fill('110000001');
      await account!.fill('000123456789');
      await again!.fill('000123456798');
      await primary(flow);
    },
  },
  { name: 'form_missing', view: 'form_credentials', prepare: primary },
  { name: 'form_options_missing', view: 'form_options', prepare: primary },
  {
    name: 'accounts_missing',
    view: 'accounts_repair',
    prepare: async (flow) => {
      await flow.locator('.choice.all input').check();
      await flow.locator('.choice.all input').uncheck();
      await primary(flow);
    },
  },
  {
    name: 'accounts_too_many',
    view: 'accounts_up_to_two',
    prepare: async (flow) => {
      await flow.locator('.choice input').nth(2).check();
      await primary(flow);
    },
  },
];

/** All states: the recorded views, and those that only the page itself knows. */
export const SHOTS: readonly Shot[] = [
  ...Object.keys(VIEWS)
    .filter((name) => name !== 'bank_waiting')
    .map((name): Shot => ({ name, view: name })),
  ...CLIENT_ONLY,
];

/** Changes the scheme and waits until the frame, which is another process, has heard of it. */
export async function setScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  for (const frame of page.frames()) {
    await frame.waitForFunction((scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches, colorScheme);
  }
}

let walks = 0;

/** Opens a page for states one after the other; its clock can be moved. Blocked windows need a page of their own. */
export async function openShotPage(browser: Browser, options: BrowserContextOptions, shot?: Shot): Promise<Page> {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
  await page.clock.install();
  if (shot?.blocked) {
    await page.addInitScript(() => {
      window.open = () => null;
    });
  }
  return page;
}

/** Brings a page into a state; the flow's frame is what is to be looked at. */
export async function openShot(page: Page, gallery: Gallery, shot: Shot, locale: string): Promise<FrameLocator> {
  walks += 1;
  const view = shot.view.startsWith('story_') ? `${shot.view}_${walks}` : shot.view;
  await page.goto(`${gallery.shopOrigin}/shop?view=${view}&locale=${locale}`);
  await page.click('#open');
  const flow = page.frameLocator('iframe');
  await flow.locator('h1').waitFor();
  await flow.locator(shot.view === 'trouble_offline' ? '.art.warn' : '.merchant strong').waitFor();
  await shot.prepare?.(flow, page);
  return flow;
}
