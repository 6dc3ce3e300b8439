// Reads and parses the project's own files, for the house rules of tidy.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'vite';

export const ROOT = join(import.meta.dirname, '../..');

/** A node of the syntax tree, as far as the rules look at it. */
export interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

/** One import or re-export: the path as written, and the file it means within the project (null: a package or Node). */
export interface Import {
  specifier: string;
  file: string | null;
  types_only: boolean;
}

/** A file of the project. `path` is relative to the root, with slashes. */
export interface Source {
  path: string;
  text: string;
  lines: number;
}

/** A parsed source: `calls` and `functions` are every such node in it. */
export interface Parsed extends Source {
  imports: Import[];
  functions: Node[];
  calls: Node[];
  line(offset: number): number;
}

const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.relink', 'coverage', 'screenshots', 'package-lock.json']);
const TEXT = /\.(ts|tsx|mjs|js|css|sql|html|json|jsonc|md|sh|yml|yaml)$|^\.ci\/run$/;
const CODE = /\.(ts|tsx|mjs)$/;
const MAX_FILES = 20_000;

/** Every text file of the project. */
export function textFiles(): Source[] {
  const found: Source[] = [];
  const pending = ['.'];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = normalize(join(folder, entry.name)).replaceAll('\\', '/');
      if (LEFT_OUT.has(entry.name)) continue;
      if (entry.isDirectory()) pending.push(path);
      else if (TEXT.test(path)) found.push(read(path));
    }
    if (found.length > MAX_FILES) throw new Error(`more than ${MAX_FILES} files: is a generated folder not left out?`);
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The code among them, parsed. */
export function parseAll(files: Source[]): Parsed[] {
  return files.filter(({ path }) => CODE.test(path)).map((file) => parse(file));
}

/** A file's syntax tree and its imports. Throws with the file's name when it is not TypeScript. */
export function syntaxOf({ path, text }: Source) {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  return { program: program as unknown as Node, module };
}

/** Parses one file. Throws as `syntaxOf` does. */
export function parse(file: Source): Parsed {
  const { program, module } = syntaxOf(file);
  const functions: Node[] = [];
  const calls: Node[] = [];
  const imports: Import[] = [];
  const add = (specifier: string, types_only: boolean) =>
    imports.push({ specifier, file: resolveImport(file.path, specifier), types_only });
  for (const { moduleRequest, entries } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType));
  }
  for (const { entries } of module.staticExports) {
    const from = entries.find(({ moduleRequest }) => moduleRequest)?.moduleRequest;
    if (from)
      add(
        from.value,
        entries.every(({ isType }) => isType),
      );
  }
  visit(program, (node) => {
    if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) functions.push(node);
    if (node.type === 'CallExpression') calls.push(node);
    const source = node.source as (Node & { value?: unknown }) | undefined;
    if (node.type === 'ImportExpression' && typeof source?.value === 'string') add(source.value, false);
    if (node.type === 'TSImportType' && typeof source?.value === 'string') add(source.value, true);
  });
  return { ...file, imports, functions, calls, line: (offset) => file.text.slice(0, offset).split('\n').length };
}

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, lines: text.replace(/\n$/, '').split('\n').length };
}

/** Shows every node below this one, and it first, each with the one that holds it. */
export function visit(node: Node, see: (node: Node, parent: Node | null) => void, parent: Node | null = null): void {
  see(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child === 'object' && typeof child.type === 'string') visit(child as Node, see, node);
    }
  }
}

/** The file of ours that an import means: relative, `#…` inside a workspace, or `@relink/…` across them. */
function resolveImport(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier)).replaceAll('\\', '/');
  const workspace = from.split('/')[0];
  if (specifier.startsWith('#')) return `${workspace}/src/${specifier.slice(1)}`;
  const ours = /^@relink\/([a-z]+)(?:\/(.+))?$/.exec(specifier);
  return ours ? `${ours[1]}/src/${ours[2] ?? 'index.ts'}` : null;
}
