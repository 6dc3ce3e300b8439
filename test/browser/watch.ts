// Watches everything a browser does in a test: addresses, complaints of the pages, and what axe has to object.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { objections } from './axe.ts';

export interface Watch {
  /** Every address asked for by any page, frame or worker. */
  addresses: string[];
  /** Lets axe look at a frame and sees that it needs no sideways scrolling, unless this state was looked at before. */
  look(frame: Frame, state: string): Promise<void>;
  /** These words must stand in no address. */
  keepSecret(words: string): void;
  /** Throws unless all was well. `expected` matches complaints that belong to the test. */
  verdict(origins: readonly string[], expected?: RegExp): void;
}

const seen = new Set<string>();

/** States of these pages are in the gallery, where `web/test` holds their colours to axe in both schemes. */
const IN_GALLERY = /^(flow|page|dashboard|verify)\b/;
const LIGHT = ['light'] as const;
/** The page is left in the light. */
const BOTH = ['dark', 'light'] as const;

/** Each file looks for itself: the same heading may stand over something else there. */
export function lookAfresh(): void {
  seen.clear();
}

/** Keeps what a customer sees, where RELINK_TEST_PICTURES names a folder: for a person who wants to look. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env.RELINK_TEST_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const file = `${name.replaceAll(/[^\p{L}\d]+/gu, '-').slice(0, 60)}-${page.viewportSize()?.width}.png`;
  await page.screenshot({ path: join(folder, file) });
}

/** Starts to watch a browser context. */
export function watch(context: BrowserContext): Watch {
  const addresses: string[] = [];
  const complaints: string[] = [];
  const secrets: string[] = ['client_secret', 'sk_test_'];
  context.on('request', (request) => {
    if (request.url() !== '') addresses.push(request.url());
    const referrer = request.headers().referer;
    if (referrer) addresses.push(referrer);
  });
  // Warnings count: browsers warn of what they will refuse tomorrow.
  context.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) complaints.push(message.text());
  });
  context.on('weberror', (problem) => complaints.push(String(problem.error())));
  return {
    addresses,
    keepSecret: (words) => secrets.push(words),
    async look(frame, state) {
      if (seen.has(state)) return;
      seen.add(state);
      await takePicture(frame.page(), state);
      assert.deepEqual(await objections(frame, IN_GALLERY.test(state) ? LIGHT : BOTH), [], `axe objects to ${state}`);
      const aside = await frame.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      assert.equal(aside, 0, `${state} scrolls sideways`);
    },
    verdict(origins, expected) {
      for (const address of addresses) {
        const { protocol, origin } = new URL(address);
        const local = protocol === 'data:' || protocol === 'about:';
        assert.ok(local || origins.includes(origin), `a request to a stranger: ${address}`);
        assert.ok(!secrets.some((words) => address.includes(words)), `a secret in an address: ${address}`);
      }
      assert.deepEqual(
        complaints.filter((line) => expected === undefined || !expected.test(line)),
        [],
        'a page complained',
      );
    },
  };
}
