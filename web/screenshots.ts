// Takes every state of the flow, phone and desktop, light and dark, both languages: `npm run screenshots [name…]`.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openGallery } from './gallery/server.ts';
import { openChromium, openShot, openShotPage, SHOTS, setScheme } from './gallery/shots.ts';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;
const SCHEMES = ['light', 'dark'] as const;

const folder = resolve(process.env.SCREENSHOTS_DIR ?? resolve(import.meta.dirname, '../screenshots'));
const wanted = process.argv.slice(2);
const shots = SHOTS.filter((shot) => wanted.length === 0 || wanted.some((name) => shot.name.includes(name)));
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
} finally {
  await browser.close();
  await gallery.close();
}
console.log(`${taken} screenshots in ${folder}`);
