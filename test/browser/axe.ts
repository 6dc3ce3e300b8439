// Holds a page or frame to axe-core's rules, in one colour scheme or both.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

export type Scheme = 'light' | 'dark';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** `npm run soak` looks at everything. */
const EVERYTHING = process.env.RELINK_SIMULATION === 'long';

interface AxeResults {
  violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[];
}

/** What axe has looked at in this process, in which scheme. */
const known = new Set<string>();

/**
 * What a frame is built of and how wide it is. Axe asks whether words are there and what they look like, not which they are:
 * pages that differ in words, numbers and addresses only are alike. So are the signs of two banks: each colour has an ink that is made for it.
 */
const BUILT = `(() => {
  // A document that nobody sees, so that nothing is loaded or complained of.
  const unseen = document.implementation.createHTMLDocument('');
  const copy = unseen.importNode(document.documentElement, true);
  const texts = unseen.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentNode.localName !== 'style' && /\\S/.test(text.data)) text.data = '…';
  }
  const words = 'aria-label alt content d data-api data-key data-page href lang placeholder src title value'.split(' ');
  for (const element of [copy, ...copy.querySelectorAll('*')])
    for (const name of words)
      if (element.getAttribute(name)) element.setAttribute(name, '…');
  return innerWidth + copy.outerHTML.replace(/(data-color="|--mark: )#\\w+/g, '$1').replace(/«\\w+»|_r_\\w+_|:r\\w+:/g, 'r').replace(/\\d+/g, '0');
})()`;

/**
 * Everything axe has to object, one sentence each; nothing where a frame was looked at that is built alike. The page is left in the last
 * of the schemes.
 */
export async function objections(frame: Frame, schemes: readonly Scheme[]): Promise<string[]> {
  const built = await frame.evaluate<string>(BUILT);
  const rules = { all: known.has(`all ${built}`) && !EVERYTHING };
  const found: string[] = [];
  for (const scheme of schemes) {
    if (known.has(`${scheme} ${built}`) && !EVERYTHING) continue;
    known.add(`${scheme} ${built}`).add(`all ${built}`);
    await setScheme(frame, scheme);
    // Another scheme changes nothing but colours.
    const here = await run(frame, rules.all ? "{ runOnly: ['color-contrast'] }" : '{}');
    rules.all = true;
    found.push(...here.map((one) => `${scheme}: ${one}`));
  }
  return found;
}

/** Changes the scheme and waits until the frame, which may be another process, has heard of it. */
async function setScheme(frame: Frame, colorScheme: Scheme): Promise<void> {
  await frame.page().emulateMedia({ colorScheme });
  await frame.waitForFunction(`matchMedia('(prefers-color-scheme: ${colorScheme})').matches`);
}

async function run(frame: Frame, options: string): Promise<string[]> {
  // The frame evaluates it through the debugger, which no Content-Security-Policy stops; a document keeps it.
  if ((await frame.evaluate('typeof axe')) === 'undefined') await frame.evaluate(source);
  // In frames inside there is no axe that could answer: each frame that is looked at is looked at by itself.
  const { violations } = (await frame.evaluate(
    `axe.run({ iframes: false, resultTypes: ['violations'], ...${options} })`,
  )) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}
