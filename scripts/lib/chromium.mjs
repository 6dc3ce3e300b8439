// Finds the Chromium of the browser tests, or installs it where that is allowed.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstall, installPackages } from './debian.mjs';
import { Stop, say } from './terminal.mjs';

/** A Chromium without windows draws and runs the same pages with half the work. */
const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];
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
  const shell = installed(SHELLS);
  if (shell) return shell;
  const whole = installed(NAMES, ELSEWHERE);
  // A person's machine with a browser is left as it is.
  if (canInstall() && (!whole || process.env.CI)) return await installOne(whole);
  if (whole) return whole;
  throw new Stop('The browser tests need Chromium or Chrome: install one, or set CHROMIUM_PATH to its executable.');
}

async function installOne(whole) {
  const title = (name) => `Installing ${name} for the browser tests`;
  try {
    await installPackages(title('a headless Chromium'), ['chromium-headless-shell']);
  } catch {
    // Not every relative of Debian has it, and a machine in CI may be without a network.
    if (!whole) await installPackages(title('Chromium'), ['chromium']);
    else say(`  Going on with ${whole}`);
  }
  const found = installed(SHELLS) ?? whole ?? installed(NAMES);
  if (found) return found;
  throw new Stop('Chromium was installed and is not on the PATH: set CHROMIUM_PATH to its executable.');
}

function installed(names, elsewhere = []) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...elsewhere].find((path) => existsSync(path)) ?? null;
}
