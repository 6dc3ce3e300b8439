// The desk of an operator: a world, a browser that is signed in at the Dashboard, and short names for what he does there.
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { openTestWorld, type World } from '../world.ts';
import { openChromium } from './chromium.ts';
import { DESK } from './stage.ts';
import { type Watch, watch } from './watch.ts';

/** The one address that the sandbox writes to. */
export const OWNER = 'owner@example.com';

export interface Desk {
  world: World;
  browser: Browser;
  context: BrowserContext;
  watched: Watch;
  page: Page;
  /** Goes to a page below /dashboard. */
  at(path: string): Promise<unknown>;
  button(name: string | RegExp): Locator;
  field(name: string | RegExp): Locator;
  dialog(): Locator;
  /** Waits until these words stand somewhere. */
  told(words: string | RegExp): Promise<void>;
  /** Lets axe look at the page. */
  look(state: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens it by the link that the start prints; the caller closes it. */
export async function openDesk(): Promise<Desk> {
  const [world, browser] = await Promise.all([openTestWorld(), openChromium()]);
  const context = await browser.newContext({ viewport: DESK, locale: 'en-US', reducedMotion: 'reduce' });
  const watched = watch(context);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(world.platform.dashboard_url);
  await page.waitForURL(/\/dashboard\/accounts/);
  return {
    ...{ world, browser, context, watched, page },
    at: (path) => page.goto(`${world.url}/dashboard/${path}`),
    button: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }),
    field: (name) => page.getByLabel(name, { exact: typeof name === 'string' }),
    dialog: () => page.getByRole('dialog'),
    told: (words) => page.getByText(words).first().waitFor(),
    look: (state) => watched.look(page.mainFrame(), `dashboard: ${state}`),
    async close() {
      await browser.close();
      await world.close();
    },
  };
}
