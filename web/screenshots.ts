// Takes every state of the flow in two languages and every view of the customer's page in all six, phone and desktop, light and dark:
// `npm run screenshots [name…]`.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PAGES } from './gallery/hosted_pages.ts';
import { openGallery } from './gallery/server.ts';
import { openChromium, openShot, openShotPage, SHOTS, setScheme } from './gallery/shots.ts';
import { VERIFY_PAGES } from './gallery/verify_pages.ts';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;
/** The languages of the customer's page. */
const LOCALES = ['en', 'de', 'fr', 'es', 'it', 'nl'];
const SCHEMES = ['light', 'dark'] as const;

const folder = resolve(process.env.SCREENSHOTS_DIR ?? resolve(import.meta.dirname, '../screenshots'));
const wanted = process.argv.slice(2);
const shots = SHOTS.filter((shot) => wanted.length === 0 || wanted.some((name) => shot.name.includes(name)));
const named = (folder: string, names: object) =>
  Object.keys(names)
    .map((name) => `${folder}/${name}`)
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const pages = [...named('relink', PAGES), ...named('verify', VERIFY_PAGES)];
await mkdir(folder, { recursive: true });
const gallery = await openGallery(0);
const browser = await openChromium();
let taken = 0;
try {
  for (const locale of ['en', 'de']) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const options = { viewport, locale, timezoneId: 'Europe/Berlin' };
      const shared = await openShotPage(browser, options);
      for (const shot of shots) {
        const page = shot.blocked ? await openShotPage(browser, options, shot) : shared;
        await openShot(page, gallery, shot, locale);
        for (const colorScheme of SCHEMES) {
          await setScheme(page, colorScheme);
          await page.screenshot({ path: resolve(folder, `flow-${shot.name}-${size}-${colorScheme}-${locale}.png`) });
          taken += 1;
        }
      }
    }
  }
  for (const locale of LOCALES) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const page = await browser.newPage({ viewport, locale });
      for (const name of pages) {
        await page.goto(`${gallery.apiOrigin}/${name}?locale=${locale}`);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          await page.screenshot({
            path: resolve(folder, `page-${name.replace('/', '-')}-${size}-${colorScheme}-${locale}.png`),
          });
          taken += 1;
        }
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await gallery.close();
}
console.log(`${taken} screenshots in ${folder}`);
