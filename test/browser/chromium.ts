// Opens the Chromium of the browser tests.
import { type Browser, chromium } from 'playwright-core';
import { share } from '../shared.ts';

/**
 * For root and without network: nothing that Chromium does by itself may leave the machine. The pages of a customer share a
 * process, because starting one costs more than what most of them do in it.
 */
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --renderer-process-limit=1';

const common = share(launch, ({ end }) => end());

/** The browser that CHROMIUM_PATH names, else the usual one; the test files of one process share it. The caller closes it. */
export async function openChromium(): Promise<Browser> {
  return (await common.take()).browser;
}

async function launch(): Promise<{ browser: Browser; end: () => Promise<void> }> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: FLAGS.split(' ') });
  const end = browser.close.bind(browser);
  browser.close = async () => {
    for (const context of browser.contexts()) await context.close();
    await common.giveBack();
  };
  return { browser, end };
}
