// Opens the Chromium of the browser tests.
import { type Browser, chromium } from 'playwright-core';

/** For root and without network: nothing that Chromium does by itself may leave the machine. */
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Opens the browser that CHROMIUM_PATH names, else the usual one. The caller closes it. */
export async function openChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  return await chromium.launch({ executablePath, args: FLAGS.split(' ') });
}
