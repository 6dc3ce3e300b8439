// Reads the table "folder | may import" of ARCHITECTURE.md and says which imports it does not allow.
import type { Parsed } from './sources.ts';

/** One row: a folder (or file) and the path prefixes it may import besides itself. */
export interface Direction {
  folder: string;
  may_import: string[];
}

/**
 * Finds the table by its heading row. Paths stand in backticks, relative to the root of the checkout; words around them
 * are for people. A row may name several folders. Throws when there is no such table.
 */
export function readDirections(markdown: string): Direction[] {
  const lines = markdown.split('\n');
  const heading = lines.findIndex((line) => /^\|\s*folder\s*\|\s*may import\s*\|/i.test(line));
  if (heading === -1) throw new Error('ARCHITECTURE.md has no table "folder | may import"');
  const length = lines.slice(heading + 2).findIndex((line) => !line.startsWith('|'));
  const rows = lines.slice(heading + 2, length === -1 ? undefined : heading + 2 + length);
  return rows.flatMap((row) => {
    const [, folders = '', imports = ''] = row.split('|');
    return paths(folders).map((folder) => ({ folder, may_import: paths(imports) }));
  });
}

/** The row that governs a file: the one with the longest matching path. */
export function directionOf(path: string, directions: Direction[]): Direction | null {
  const rows = directions.filter(({ folder }) => within(path, folder));
  return rows.sort((a, b) => b.folder.length - a.folder.length)[0] ?? null;
}

/** One sentence per import that the table does not allow. Test files beside a rule may import what the tests' row allows, too. */
export function forbiddenImports(sources: Parsed[], directions: Direction[]): string[] {
  return sources.flatMap(({ path, imports }) => {
    const own = directionOf(path, directions);
    if (!own) return imports.some(({ file }) => file) ? [`${path}: ARCHITECTURE.md has no row for its folder`] : [];
    const tests = /\.test\.tsx?$/.test(path) ? (directionOf('test/tidy.test.ts', directions)?.may_import ?? []) : [];
    return imports.flatMap(({ specifier, file }) => {
      if (file === null) return [];
      // A folder inside the own one may have a row of its own, and then it has to be allowed like any other.
      const row = directionOf(file, directions)?.folder ?? '';
      const allowed = row === own.folder || [...own.may_import, ...tests].some((prefix) => within(file, prefix));
      return allowed ? [] : [`${path}: ${own.folder} may not import ${specifier}`];
    });
  });
}

/** Every import cycle once, as a path of files. Imports of types do not count: they are gone when the code runs. */
export function importCycles(sources: Parsed[]): string[] {
  const graph = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.flatMap(({ file, types_only }) => (file && !types_only ? file : [])),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return cycles;
}

function within(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function paths(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path.replace(/\/$/, ''));
}
