// Holds the states of the Dashboard to axe-core's rules, in light and dark, and sees that it fits a narrow phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { objections } from '../../test/browser/axe.ts';
import { openChromium } from '../../test/browser/chromium.ts';
import { type DashboardGallery, openDashboardGallery } from '../gallery/dashboard_server.ts';
import { DASHBOARD_SHOTS, type DashboardShot, openDashboardShot } from '../gallery/dashboard_shots.ts';
import { setScheme } from '../gallery/shots.ts';
import { looksAt, schemesOf } from './states.ts';

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

/** Those in which nothing is done come first: the Dashboard goes from one to the next without being loaded again. */
const shots = looksAt(DASHBOARD_SHOTS).toSorted((one, other) => Number('prepare' in one) - Number('prepare' in other));
let last: DashboardShot | null = null;

for (const [place, shot] of shots.entries()) {
  test(`axe finds nothing in ${shot.name}, and it fits a narrow phone`, async () => {
    await page.setViewportSize(DESK);
    const schemes = schemesOf(place);
    await setScheme(page, schemes[0]);
    const from = last;
    last = null;
    await openDashboardShot(page, gallery, shot, from);
    last = shot;
    assert.deepEqual(await objections(page.mainFrame(), schemes), []);
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
