// Finds the Chromium of the browser tests, or installs it where that is allowed.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstall, installPackages } from './debian.mjs';
import { Stop } from './terminal.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium. Throws Stop saying what to do where there is none. */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!existsSync(given)) throw new Stop(`CHROMIUM_PATH: there is no file ${given}`);
    return given;
  }
  const found = installed();
  if (found) return found;
  if (canInstall()) {
    await installPackages('Installing Chromium for the browser tests', ['chromium']);
    const fresh = installed();
    if (fresh) return fresh;
  }
  throw new Stop('The browser tests need Chromium or Chrome: install one, or set CHROMIUM_PATH to its executable.');
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...ELSEWHERE].find((path) => existsSync(path)) ?? null;
}
