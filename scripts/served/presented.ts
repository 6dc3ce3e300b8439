// What our presenters make, read from their sources: which fields, and which of those never say anything.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

interface Node {
  type: string;
  [key: string]: unknown;
}

/** `silent`: there, because Stripe's object always has it, but the same in every answer. */
export type Presence = 'served' | 'silent' | 'absent';

const ROOT = join(import.meta.dirname, '../..');
/** Where a word has to stand to be one that an answer can have. */
const SOURCES = [
  'server/src/wire',
  'server/src/domain',
  'server/src/outbound',
  'server/src/database',
  'server/src/inbound/v1',
  'server/src/inbound/http',
];

/** Looks up fields by name in the given files. What is inside of one may be made elsewhere: by a rule, or kept as it was sent. */
export function createPresented(): (files: readonly string[]) => (field: string, inside: boolean) => Presence {
  const kept = wordsBeforeColons(KEPT.flatMap(filesIn));
  return (files) => {
    const { served, silent } = namesIn(files.map((file) => join(ROOT, file)));
    return (field, inside) => {
      if (served.has(field)) return 'served';
      // What begins as null may be filled in from what was kept; an empty list stays one.
      if (inside && silent.get(field) !== 'list' && kept.has(field)) return 'served';
      return silent.has(field) ? 'silent' : 'absent';
    };
  };
}

/** The names of properties in sources, and those that only ever get one value. */
function namesIn(files: readonly string[]): { served: Set<string>; silent: Map<string, 'list' | 'none'> } {
  const served = new Set<string>();
  const silent = new Map<string, 'list' | 'none'>();
  for (const file of files) {
    const { program } = parseSync(file, readFileSync(file, 'utf8'));
    visit(program as unknown as Node, (node) => {
      const key = node.key as { name?: string; value?: unknown } | undefined;
      const name = key?.name ?? (typeof key?.value === 'string' ? key.value : undefined);
      if (node.type === 'Property' && name !== undefined) {
        const value = node.value as Node;
        if (isSilent(value)) silent.set(name, value.type === 'ArrayExpression' ? 'list' : 'none');
        else served.add(name);
      }
      const assigned = node.type === 'AssignmentExpression' ? (node.left as Node) : null;
      if (assigned?.type === 'MemberExpression') served.add(String((assigned.property as { name?: string }).name));
    });
  }
  return { served, silent };
}

/** The same, roughly and quickly, for many files. */
function wordsBeforeColons(files: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const file of files) {
    for (const [, word = ''] of readFileSync(file, 'utf8').matchAll(
      /(?<![\w.'])([a-z][a-z0-9_]*)(?=\??:\s(?!null[,;\s]))/g,
    ))
      words.add(word);
  }
  return words;
}

function isSilent(value: Node): boolean {
  if (value.type === 'Literal') return value.value === null || value.value === false;
  if (value.type === 'ArrayExpression') return (value.elements as unknown[]).length === 0;
  return value.type === 'ObjectExpression' && (value.properties as unknown[]).length === 0;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child === 'object' && typeof child.type === 'string') visit(child as Node, see);
    }
  }
}

/** Whether a word stands in what makes our answers: in quotes in a source, or as a value in a migration. */
export function wordsInSources(): (word: string) => boolean {
  const text = SOURCES.flatMap(filesIn)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const words = new Set([...text.matchAll(/'([a-z0-9_.*]+)'/gi)].map(([, word = '']) => word));
  // Names of keys, too: tables of words are written so.
  for (const [, word = ''] of text.matchAll(/^\s*([a-z0-9_]+):/gim)) words.add(word);
  return (word) => words.has(word);
}

/** Where what is inside of a field may be made. */
const KEPT = [
  'server/src/wire',
  'server/src/domain/payments',
  'server/src/domain/payouts',
  'server/src/domain/connected_accounts',
  'server/src/domain/customers',
  'server/src/inbound/v1',
];

/** Sources without tests and without the list of names that endpoints may ask for. */
function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && /\.(ts|sql)$/.test(entry.name) && !/\.test\.ts$|^event_types\.ts$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
