// Every story is told in both modes or has its reason on record why it is not.
import type { Parsed } from './sources.ts';

const STORY = /^test\/stories\/anywhere\/(?!tell\.ts$)\w+\.ts$/;
const TELLERS: [mode: string, file: RegExp][] = [
  ['the sandbox', /^test\/stories\/anywhere\/\w+\.test\.ts$/],
  ['live mode', /^test\/live\/\w+\.test\.ts$/],
];
const IN_THE_SANDBOX = /^test\/stories\/(\w+)\.test\.ts$/;

/** What is told in one mode alone. `reasons`: by the name of a test file. */
export function toldInOneMode(sources: readonly Parsed[], reasons: Readonly<Record<string, string>>): string[] {
  const imported = (file: RegExp) =>
    new Set(
      sources
        .filter(({ path }) => file.test(path))
        .flatMap(({ imports }) => imports.filter(({ types_only }) => !types_only).map((one) => one.file)),
    );
  const stories = sources.map(({ path }) => path).filter((path) => STORY.test(path));
  const alone = sources.flatMap(({ path }) => IN_THE_SANDBOX.exec(path)?.[1] ?? []);
  return [
    ...TELLERS.flatMap(([mode, file]) => {
      const told = imported(file);
      return stories.filter((story) => !told.has(story)).map((story) => `${story}: not told in ${mode}`);
    }),
    ...alone
      .filter((name) => reasons[name] === undefined)
      .map((name) => `test/stories/${name}.test.ts: told in the sandbox alone, for no reason that is on record`),
    ...Object.keys(reasons)
      .filter((name) => !alone.includes(name))
      .map((name) => `test/stories/sandbox_only.ts: a reason for ${name}, which is not there`),
  ];
}
