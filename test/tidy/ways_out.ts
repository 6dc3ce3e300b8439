// Finds what could send something past the egress guard: globals and modules that reach the network.
import { type Node, type Source, syntaxOf, visit } from './sources.ts';

/** Globals that call somebody. */
const GLOBALS = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']);

/** Modules that can call somebody, each with what of it cannot. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  undici: [],
  nodemailer: [],
  'node:dgram': [],
  'node:dns': [],
  'node:dns/promises': [],
  'node:http': ['createServer'],
  'node:http2': [],
  'node:https': [],
  'node:net': ['BlockList', 'isIP', 'isIPv4', 'isIPv6'],
  'node:tls': ['getCACertificates'],
  ws: ['WebSocketServer'],
};
const MENTIONED = new RegExp([...GLOBALS, ...Object.keys(MODULES).map((name) => `'${name}'`)].join('|'));

/** One line per way out in this file; types do not count, they are gone when the code runs. */
export function waysOut(file: Source): string[] {
  // Most files need not be parsed again for this.
  if (!MENTIONED.test(file.text)) return [];
  const found: string[] = [];
  const add = (node: Node, what: string) =>
    found.push(`${file.path}:${file.text.slice(0, node.start).split('\n').length}: ${what}`);
  visit(syntaxOf(file).program, (node, parent) => {
    if (node.type === 'Identifier' && GLOBALS.has(String(node.name)) && isValue(node, parent))
      add(node, String(node.name));
    const module = sourceOf(node);
    const harmless = MODULES[module];
    if (harmless === undefined || node.importKind === 'type' || node.type.startsWith('TS')) return;
    for (const name of namesOf(node)) if (!harmless.includes(name)) add(node, `${name} of ${module}`);
  });
  return found;
}

/** Not a type, the key of a property or a member of something else. */
function isValue(node: Node, parent: Node | null): boolean {
  if (parent === null || /^(TS|Import)/.test(parent.type)) return false;
  if (parent.type === 'MemberExpression' && parent.object !== node)
    return parent.computed === true || (parent.object as Named).name === 'globalThis';
  return parent.type !== 'Property' || parent.value === node;
}

function sourceOf({ source }: Node): string {
  return String((source as { value?: unknown } | null | undefined)?.value ?? '');
}

/** What an import or a re-export brings; `everything` where it does not say. */
function namesOf(node: Node): string[] {
  const specifiers = node.specifiers as { importKind?: string; imported?: Named; local?: Named }[] | undefined;
  const values = specifiers?.filter(({ importKind }) => importKind !== 'type');
  return values?.map(({ imported, local }) => (imported ?? local)?.name ?? 'everything') ?? ['everything'];
}

interface Named {
  name?: string;
}
