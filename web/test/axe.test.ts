// Holds the states of the flow and of the customer's page to axe-core's rules, in light and dark, and to one column.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { objections } from '../../test/browser/axe.ts';
import { openChromium } from '../../test/browser/chromium.ts';
import { PAGES } from '../gallery/hosted_pages.ts';
import { type Gallery, openGallery } from '../gallery/server.ts';
import { openShot, openShotPage, SHOTS, setScheme } from '../gallery/shots.ts';
import { VERIFY_PAGES } from '../gallery/verify_pages.ts';
import { looksAt, schemesOf } from './states.ts';

const PHONE = { width: 390, height: 844 };
/** The narrowest phone we promise. */
const NARROW = { width: 320, height: 640 };

let gallery: Gallery;
let browser: Browser;
let shared: Page;
before(async () => {
  gallery = await openGallery(0);
  browser = await openChromium();
  shared = await openShotPage(browser, {});
});
after(async () => {
  await browser.close();
  await gallery.close();
});

for (const [place, shot] of looksAt(SHOTS).entries()) {
  test(`axe finds nothing in ${shot.name}, and it fits a narrow phone`, async () => {
    const page = shot.blocked ? await openShotPage(browser, {}, shot) : shared;
    await page.setViewportSize(PHONE);
    const schemes = schemesOf(place);
    await setScheme(page, schemes[0]);
    await openShot(page, gallery, shot, 'de');
    const frame = page.frames().find((one) => one.url().includes('/flow?'));
    assert.ok(frame !== undefined);
    assert.deepEqual(await objections(frame, schemes), []);
    await page.setViewportSize(NARROW);
    assert.equal(await frame.evaluate(sidewaysScroll), 0, 'the page scrolls sideways');
    assert.deepEqual(await frame.evaluate(smallTargets), [], 'targets below 48 pixels');
  });
}

const pages = [
  ...Object.keys(PAGES).map((name) => `relink/${name}`),
  ...looksAt(Object.keys(VERIFY_PAGES).map((name) => ({ name }))).map(({ name }) => `verify/${name}`),
];
for (const [place, name] of pages.entries()) {
  test(`axe finds nothing on the customer’s page ${name}, and it fits a narrow phone`, async () => {
    await shared.setViewportSize(PHONE);
    const schemes = schemesOf(place);
    await setScheme(shared, schemes[0]);
    await shared.goto(`${gallery.apiOrigin}/${name}?locale=de`);
    const frame = shared.mainFrame();
    assert.deepEqual(await objections(frame, schemes), []);
    await shared.setViewportSize(NARROW);
    assert.equal(await frame.evaluate(sidewaysScroll), 0, 'the page scrolls sideways');
    assert.deepEqual(await frame.evaluate(smallTargets), [], 'targets below 48 pixels');
  });
}

test('on a low screen the field that has the focus is not under the buttons', async () => {
  await shared.setViewportSize({ width: 390, height: 600 });
  for (const name of ['form_incorrect', 'form_missing', 'accounts_missing']) {
    const flow = await openShot(shared, gallery, SHOTS.find((shot) => shot.name === name)!, 'de');
    const seen = await flow.locator('input:focus').evaluate((input) => {
      const { left, top, width, height } = input.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height - 2) === input;
    });
    assert.ok(seen, name);
  }
});

function sidewaysScroll(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

function smallTargets(): string[] {
  const targets = document.querySelectorAll<HTMLElement>(
    '.button, .choice:not(.off), .close, .support, .reveal, input:not([type=radio], [type=checkbox], [type=hidden])',
  );
  const small = [...targets].filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 48);
  return small.map((target) => target.outerHTML);
}
