// The house rules that a tool can check: import directions, sizes, first lines, and what may not be in the repository.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SANDBOX_ONLY } from './stories/sandbox_only.ts';
import { toldInOneMode } from './tidy/both_modes.ts';
import { directionOf, forbiddenImports, importCycles, readDirections } from './tidy/directions.ts';
import { type Node, type Parsed, parse, parseAll, ROOT, textFiles } from './tidy/sources.ts';
import { waysOut } from './tidy/ways_out.ts';

/** What reaches the network: the way out over HTTP, mail to the operator's own server, and what only serves tests. */
const MAY_CALL =
  /^server\/src\/(outbound\/egress\/|outbound\/emails\/smtp\.ts$|.*(\.test\.ts|testing\.ts|\/testing\/.*)$)/;
const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 70;

/** What a source file may start with: a comment, in each language's spelling. */
const FIRST_COMMENT: Record<string, RegExp> = {
  ts: /^(\/\/ |\/\*\*? )\S/,
  tsx: /^(\/\/ |\/\*\*? )\S/,
  mjs: /^(#!.*\n)?\/\/ \S/,
  css: /^\/\* \S/,
  sql: /^-- \S/,
  html: /^(<!doctype html>\s*)?<!-- \S/i,
  sh: /^(#!.*\n)?# \S/,
};

/** Words that have no place here, each spelled so that this file does not contain it. */
const NOT_HERE: [RegExp, string][] = [
  [/\b(?:TO[D]O|FIX[M]E|X[X]X|HAC[K])\b/, 'an unfinished thing'],
  [/\bfor[ ]now\b/i, 'a promise to do it properly later'],
  [/(?<![\w.:/])\/(?:work|root|home|Users)\/[a-z]/, 'a path of one machine'],
  [/\/tmp\/[b]rief|[b]rief\.md/, 'a path of one machine'],
  [/\b(?:registry|npm)\.(?:npmjs|pkg)\.[a-z]+\/[a-z@]/, 'the address of a package registry'],
];

const files = textFiles();
const sources = parseAll(files);
const code = sources.filter(({ path }) => !path.endsWith('.d.ts'));

function none(found: string[]): void {
  assert.equal(found.length, 0, `\n${found.join('\n')}\n`);
}

describe('tidy', () => {
  it('holds every import to the table in ARCHITECTURE.md', () => {
    const directions = readDirections(readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8'));
    none(forbiddenImports(sources, directions));
  });

  it('has a row in that table for every folder of the server, and no row for a folder that is gone', () => {
    const directions = readDirections(readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8'));
    const folders = readdirSync(join(ROOT, 'server/src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const paths = folders.map(({ name }) => `server/src/${name}`);
    none(paths.filter((path) => directionOf(path, directions)?.folder !== path));
    none(
      directions
        .flatMap(({ folder, may_import }) => [folder, ...may_import])
        .filter((path) => !existsSync(join(ROOT, path))),
    );
  });

  it('lets nothing of the server call anybody past the egress guard', () => {
    const guarded = code.filter(({ path }) => path.startsWith('server/src/') && !MAY_CALL.test(path));
    none(guarded.flatMap(waysOut));
  });

  it('has no import cycles', () => none(importCycles(sources)));

  it('imports only files that exist', () => {
    const missing = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file && !existsSync(join(ROOT, file)))
        .map(({ specifier }) => `${path}: ${specifier}`),
    );
    none(missing);
  });

  it(`keeps files within ${MAX_FILE_LINES} lines`, () => {
    none(code.filter(({ lines }) => lines > MAX_FILE_LINES).map(({ path, lines }) => `${path}: ${lines} lines`));
  });

  it(`keeps functions within ${MAX_FUNCTION_LINES} lines`, () => none(code.flatMap(longFunctions)));

  it('starts every source file with a comment that says what it is for', () => {
    const bare = files.filter(({ path, text }) => {
      const pattern = FIRST_COMMENT[path.split('.').at(-1) ?? ''];
      return pattern !== undefined && !pattern.test(text);
    });
    none(bare.map(({ path, text }) => `${path}: ${text.split('\n')[0]?.slice(0, 80)}`));
  });

  it('runs every test: none is skipped, left for later, or the only one', () => none(code.flatMap(testsLeftOut)));

  it('tells every story in both modes, or says why in the sandbox alone', () =>
    none(toldInOneMode(code, SANDBOX_ONLY)));

  it('contains no loose ends, no path of one machine and no registry address', () => {
    const found = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          NOT_HERE.filter(([pattern]) => pattern.test(line)).map(
            ([, what]) => `${path}:${index + 1}: ${what}: ${line.trim()}`,
          ),
        ),
    );
    none(found);
  });
});

describe('the rules themselves', () => {
  const table =
    '| folder | may import |\n| --- | --- |\n| `a` | |\n| `b` | `a`, and `c/messages.ts` |\n| `b/inner` | |\n';
  const source = (path: string, text: string): Parsed => parse({ path, text, lines: text.split('\n').length });

  it('notice an import against the table, also of a type and of a folder that has its own row', () => {
    const against = [
      source('a/x.ts', "import type { Y } from '../b/y.ts';"),
      source('b/y.ts', "import './inner/z.ts';\nexport * from '../c/other.ts';"),
      source('b/inner/z.ts', "const y = () => import('../y.ts');"),
    ];
    assert.equal(forbiddenImports(against, readDirections(table)).length, 4);
    const along = [
      source('b/y.ts', "import '../a/x.ts';\nimport '../c/messages.ts';\nimport './other.ts';\nimport 'node:fs';"),
    ];
    assert.deepEqual(forbiddenImports(along, readDirections(table)), []);
  });

  it('notice a way out past the guard, but neither types nor what cannot call', () => {
    const past = [
      "await fetch('https://x.example');",
      'const send = options.send ?? fetch;',
      'const { get = globalThis.fetch } = options;',
      'start({ fetch });',
      "import { request } from 'node:https';",
      "import tls, { getCACertificates } from 'node:tls';",
      "import * as dns from 'node:dns';",
      "export { Agent } from 'undici';",
      "const { connect } = await import('node:net');",
    ];
    for (const text of past) assert.equal(waysOut(source('a.ts', text)).length, 1, text);
    const harmless = [
      'interface Way { fetch?: typeof fetch }',
      'const answer = await egress.fetch(url, { fetch: other });',
      "import type { Agent } from 'undici';\nimport { type Server, createServer } from 'node:http';",
      "import { isIP } from 'node:net';",
    ];
    for (const text of harmless) assert.deepEqual(waysOut(source('a.ts', text)), [], text);
  });

  it('notice a cycle', () => {
    const cycle = [
      source('a/x.ts', "import './y.ts';"),
      source('a/y.ts', "import './z.ts';"),
      source('a/z.ts', "import './x.ts';"),
    ];
    assert.deepEqual(importCycles(cycle), ['a/x.ts -> a/y.ts -> a/z.ts -> a/x.ts']);
  });

  it('notice a story that is told in one mode, and a reason that is lacking or left over', () => {
    const told = [
      source('test/stories/anywhere/one.ts', ''),
      source('test/stories/anywhere/other.ts', ''),
      source('test/stories/anywhere/one.test.ts', "import { one } from './one.ts';"),
      source('test/live/some.test.ts', "import type { other } from '../stories/anywhere/other.ts';"),
      source('test/stories/third.test.ts', ''),
    ];
    assert.equal(toldInOneMode(told, { fourth: 'gone' }).length, 5);
    const both = source('test/live/all.test.ts', "import { one } from '../stories/anywhere/one.ts';");
    assert.deepEqual(toldInOneMode([told[0]!, told[2]!, both, told[4]!], { third: 'money' }), []);
  });

  it('notice a long function but not a long group of tests', () => {
    const body = '\n'.repeat(MAX_FUNCTION_LINES);
    assert.equal(longFunctions(source('a.ts', `function f() {${body}}`)).length, 1);
    assert.equal(longFunctions(source('a.ts', `const o = { m() {${body}} }`)).length, 1);
    assert.equal(longFunctions(source('a.test.ts', `describe('x', () => {${body}})`)).length, 0);
  });

  it('notice a test that is left out', () => {
    const words = ['on' + 'ly', 'sk' + 'ip', 'to' + 'do'];
    for (const word of words) {
      assert.equal(testsLeftOut(source('a.test.ts', `it.${word}('x', () => {});`)).length, 1);
      assert.equal(testsLeftOut(source('a.test.ts', `test('x', { ${word}: true }, () => {});`)).length, 1);
      assert.equal(testsLeftOut(source('a.test.ts', `test('x', (t) => t.${word}());`)).length, 1);
    }
    assert.equal(testsLeftOut(source('a.test.ts', 'stream.skip(3);')).length, 0);
  });
});

/** Functions over the limit. The function given to describe() holds tests, not code, and may be as long as its file. */
function longFunctions({ path, functions, calls, line }: Parsed): string[] {
  const groups = new Set(calls.filter((call) => calleeName(call) === 'describe').flatMap(argumentsOf));
  return functions.flatMap((node) => {
    const length = line(node.end) - line(node.start) + 1;
    return length > MAX_FUNCTION_LINES && !groups.has(node)
      ? [`${path}:${line(node.start)}: a function of ${length} lines`]
      : [];
  });
}

const LEFT_OUT = /^(?:only|skip|todo)$/;
const TESTS = /^(?:it|test|describe|suite|t|context)$/;

/** Calls such as it.only(…), t.skip() and test(name, { todo }). */
function testsLeftOut({ path, calls, line }: Parsed): string[] {
  const found = calls.filter((call) => {
    const callee = call.callee as Node & { object?: { name?: string }; property?: { name?: string } };
    if (callee.type === 'MemberExpression')
      return TESTS.test(callee.object?.name ?? '') && LEFT_OUT.test(callee.property?.name ?? '');
    if (!TESTS.test(calleeName(call))) return false;
    const properties = argumentsOf(call).flatMap((argument) =>
      argument.type === 'ObjectExpression' ? (argument.properties as Node[]) : [],
    );
    return properties.some(({ key }) => LEFT_OUT.test((key as { name?: string } | undefined)?.name ?? ''));
  });
  return found.map((call) => `${path}:${line(call.start)}: a test that does not run`);
}

function calleeName(call: Node): string {
  return (call.callee as { name?: string }).name ?? '';
}

function argumentsOf(call: Node): Node[] {
  return call.arguments as Node[];
}
