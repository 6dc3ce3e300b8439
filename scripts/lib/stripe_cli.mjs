// Finds the Stripe CLI of the tests, or downloads it. Not a dependency: `npm ci` would need its packages for every platform, which not every registry keeps.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { must, npm, root } from './processes.mjs';
import { Stop, step } from './terminal.mjs';

const VERSION = '1.52.0';

/** Path of the program itself. Throws Stop saying what to do where there is none for this machine. */
export async function findStripeCli() {
  const given = process.env.STRIPE_CLI_PATH;
  if (given) {
    if (!existsSync(given)) throw new Stop(`STRIPE_CLI_PATH: there is no file ${given}`);
    return given;
  }
  const name = `@stripe/cli-${process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '.cache', `stripe_cli-${VERSION}`);
  const path = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'stripe.exe' : 'stripe');
  if (existsSync(path)) return path;
  await step('Downloading the Stripe CLI (once)', () => download(folder, `${name}@${VERSION}`));
  if (existsSync(path)) return path;
  throw new Stop('The tests need the Stripe CLI: install it and set STRIPE_CLI_PATH to its executable.');
}

async function download(folder, package_name) {
  mkdirSync(folder, { recursive: true });
  const flags = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const [command, args] = npm(['install', ...flags, package_name]);
  await must('npm could not download the Stripe CLI.', command, args, { env: process.env, cwd: folder });
}
