// Holds the states of the Dashboard to axe-core's rules, in light and dark, and sees that it fits a narrow phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../../test/browser/chromium.ts';
import { type DashboardGallery, openDashboardGallery } from '../gallery/dashboard_server.ts';
import { DASHBOARD_SHOTS, openDashboardShot } from '../gallery/dashboard_shots.ts';
import { setScheme } from '../gallery/shots.ts';
import { looksAt, schemesOf } from './states.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESK = { width: 1280, height: 800 };
/** The narrowest phone we promise. */
const NARROW = { width: 320, height: 640 };

const SETTLE_MS = 5_000;

let gallery: DashboardGallery;
let browser: Browser;
let page: Page;
before(async () => {
  gallery = await openDashboardGallery(0);
  browser = await openChromium();
  page = await browser.newPage({ locale: 'de-DE', reducedMotion: 'reduce' });
});
after(async () => {
  await browser?.close();
  await gallery?.close();
});

interface AxeResults {
  violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[];
}

/** All rules in the first scheme; another one changes nothing but colours. */
async function objections(schemes: ReturnType<typeof schemesOf>): Promise<string[]> {
  const found: string[] = [];
  for (const scheme of schemes) {
    await setScheme(page, scheme);
    const here = await violations(scheme === schemes[0] ? undefined : ['color-contrast']);
    found.push(...here.map((one) => `${scheme}: ${one}`));
  }
  return found;
}

async function violations(rules?: string[]): Promise<string[]> {
  const results = await page.evaluate((only) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const options = { iframes: false, resultTypes: ['violations'] };
    return axe.run({ ...options, ...(only === undefined ? {} : { runOnly: only }) });
  }, rules);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`),
  );
}

for (const [place, shot] of looksAt(DASHBOARD_SHOTS).entries()) {
  test(`axe finds nothing in ${shot.name}, and it fits a narrow phone`, async () => {
    await page.setViewportSize(DESK);
    const schemes = schemesOf(place);
    await setScheme(page, schemes[0]);
    await openDashboardShot(page, gallery, shot);
    await page.evaluate(axeSource);
    assert.deepEqual(await objections(schemes), []);
    await page.setViewportSize(NARROW);
    // An open menu finds its new place a frame after the page has become narrow.
    await page.waitForFunction(fitsSideways, undefined, { timeout: SETTLE_MS }).catch(() => {});
    assert.equal(await page.evaluate(sidewaysScroll), 0, 'the page scrolls sideways');
  });
}

function fitsSideways(): boolean {
  return document.documentElement.scrollWidth === document.documentElement.clientWidth;
}

function sidewaysScroll(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}
