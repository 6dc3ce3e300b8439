// Lets a test be a customer: opens the merchant's page in Chromium and starts the flow through the SDK.
import type { Browser, FrameLocator, Page } from 'playwright-core';
import type { Gallery } from '../gallery/server.ts';

/** One visit of the merchant's page, with the flow open. */
export interface Visit {
  page: Page;
  flow: FrameLocator;
  requests: string[];
  complaints: string[];
  result(): Promise<Record<string, unknown>>;
  heading(name: string): Promise<void>;
  press(name: string): Promise<void>;
}

/** What a visit needs. `prepare` runs before the page is opened. */
export interface VisitOptions {
  gallery: Gallery;
  browser: Browser;
  story: string;
  /** More of the page's address. */
  query?: string;
  prepare?: (page: Page) => Promise<unknown>;
}

let visits = 0;

/** Opens the page and the flow, runs the test, and closes everything. */
export async function visit(options: VisitOptions, run: (visit: Visit) => Promise<void>): Promise<void> {
  const { gallery, browser, story, query = '', prepare } = options;
  visits += 1;
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'en' });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.context().on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const name = story.startsWith('story_') ? `${story}_${visits}` : story;
  const flow = page.frameLocator('iframe');
  try {
    await prepare?.(page);
    await page.goto(`${gallery.shopOrigin}/shop?view=${name}${query}`);
    await page.click('#open');
    await run({
      page,
      flow,
      requests,
      complaints,
      result: async () => {
        await page.waitForFunction(() => document.getElementById('result')?.textContent !== '');
        return JSON.parse((await page.textContent('#result')) ?? '');
      },
      heading: (heading) => flow.getByRole('heading', { level: 1, name: heading }).waitFor(),
      press: (button) => flow.getByRole('button', { name: button }).click(),
    });
  } finally {
    await page.context().close();
  }
}
