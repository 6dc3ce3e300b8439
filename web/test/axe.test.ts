// Holds the states of the flow and of the customer's page to axe-core's rules, in light and dark, and to one column.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Frame, Page } from 'playwright-core';
import { openChromium } from '../../test/browser/chromium.ts';
import { PAGES } from '../gallery/hosted_pages.ts';
import { type Gallery, openGallery } from '../gallery/server.ts';
import { openShot, openShotPage, SHOTS, setScheme } from '../gallery/shots.ts';
import { VERIFY_PAGES } from '../gallery/verify_pages.ts';
import { looksAt, schemesOf } from './states.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

interface AxeResults {
  violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[];
}

/** All rules in the first scheme; another one changes nothing but colours. */
async function objections(frame: Frame, schemes: ReturnType<typeof schemesOf>): Promise<string[]> {
  const found: string[] = [];
  for (const scheme of schemes) {
    await setScheme(frame.page(), scheme);
    const here = await violations(frame, scheme === schemes[0] ? undefined : ['color-contrast']);
    found.push(...here.map((one) => `${scheme}: ${one}`));
  }
  return found;
}

async function violations(frame: Frame, rules?: string[]): Promise<string[]> {
  const results = await frame.evaluate((only) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const options = { resultTypes: ['violations'] };
    return axe.run({ ...options, ...(only === undefined ? {} : { runOnly: only }) });
  }, rules);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`),
  );
}

for (const [place, shot] of looksAt(SHOTS).entries()) {
  test(`axe finds nothing in ${shot.name}, and it fits a narrow phone`, async () => {
    const page = shot.blocked ? await openShotPage(browser, {}, shot) : shared;
    await page.setViewportSize(PHONE);
    const schemes = schemesOf(place);
    await setScheme(page, schemes[0]);
    await openShot(page, gallery, shot, 'de');
    const frame = page.frames().find((one) => one.url().includes('/flow?'));
    assert.ok(frame !== undefined);
    await frame.evaluate(axeSource);
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
    await frame.evaluate(axeSource);
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
