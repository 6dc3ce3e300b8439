// Holds a page or frame to axe-core's rules, in both colour schemes or in the light one.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[];
}

/** Everything axe has to object, one sentence each; `both`: in the dark, too. The page is left in the light. */
export async function objections(frame: Frame, both: boolean): Promise<string[]> {
  // The frame evaluates it through the debugger, which no Content-Security-Policy stops.
  await frame.evaluate(source);
  const light = await run(frame, '{}');
  if (!both) return light;
  const page = frame.page();
  await page.emulateMedia({ colorScheme: 'dark' });
  // The scheme changes nothing but colours.
  const dark = await run(frame, "{ runOnly: ['color-contrast'] }");
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark.map((one) => `dark: ${one}`)];
}

async function run(frame: Frame, options: string): Promise<string[]> {
  // In frames inside there is no axe that could answer: each frame that is looked at is looked at by itself.
  const { violations } = (await frame.evaluate(
    `axe.run({ iframes: false, resultTypes: ['violations'], ...${options} })`,
  )) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}
