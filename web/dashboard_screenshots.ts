// Takes every state of the Dashboard, phone and desktop, light and dark, both languages: `npm run screenshots:dashboard [name…]`.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openDashboardGallery } from './gallery/dashboard_server.ts';
import { DASHBOARD_SHOTS, openDashboardShot } from './gallery/dashboard_shots.ts';
import { openChromium, setScheme } from './gallery/shots.ts';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;
const SCHEMES = ['light', 'dark'] as const;

const folder = resolve(process.env.SCREENSHOTS_DIR ?? resolve(import.meta.dirname, '../screenshots'));
const wanted = process.argv.slice(2);
const shots = DASHBOARD_SHOTS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
await mkdir(folder, { recursive: true });
const gallery = await openDashboardGallery(0);
const browser = await openChromium();
let taken = 0;
try {
  for (const locale of ['en', 'de']) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const options = { viewport, locale, timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' } as const;
      const page = await browser.newPage(options);
      for (const shot of shots) {
        await openDashboardShot(page, gallery, shot);
        for (const colorScheme of SCHEMES) {
          await setScheme(page, colorScheme);
          const path = resolve(folder, `dashboard-${shot.name}-${size}-${colorScheme}-${locale}.png`);
          await page.screenshot({ path });
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
