// Reads the official SDK's declarations: a resource's operations with their parameters, and the fields of its objects.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

/** A parameter or field, with those inside it. */
export interface Member {
  name: string;
  optional: boolean;
  array: boolean;
  /** The words it may have; null where it is not an enumeration. */
  values: string[] | null;
  /** Null: not a hash. */
  members: Member[] | null;
}

export interface Operation {
  /** `create` */
  name: string;
  method: string;
  /** `/v1/customers/:customer`, with whatever names the SDK has for what stands in the path. */
  path: string;
  params: Member[];
}

export interface Resource {
  operations: Operation[];
  /** Fields of the object, by the name of its interface. */
  object(name: string): Member[];
}

interface Node {
  type: string;
  [key: string]: unknown;
}

/** What a name declares, and the namespace that its own types are looked up from. */
interface Declared {
  node: Node;
  scope: string[];
}

const MAX_DEPTH = 8;
const FOLDER = join(import.meta.dirname, '../../node_modules/stripe/esm/resources');
const PAGINATION = ['ending_before', 'limit', 'starting_after'];
/** Every endpoint takes it. */
const EVERYWHERE = new Set(['expand']);

const read = new Map<string, Resource>();

/** `file` as in the SDK's folder of resources: `FinancialConnections/Sessions`. */
export function readResource(file: string): Resource {
  const known = read.get(file) ?? parseResource(file);
  read.set(file, known);
  return known;
}

function parseResource(file: string): Resource {
  const declarations = readFileSync(join(FOLDER, `${file}.d.ts`), 'utf8');
  const { program, errors } = parseSync(`${file}.d.ts`, declarations);
  if (errors.length > 0) throw new Error(`${file}.d.ts: ${errors[0]?.message}`);
  const declared = new Map<string, Declared[]>();
  const methods = new Map<string, Node>();
  for (const statement of program.body as unknown as Node[]) gather(statement, [], declared, methods);
  const requests = readRequests(readFileSync(join(FOLDER, `${file}.js`), 'utf8'));
  const operations = [...methods].flatMap(([name, node]) => {
    const request = requests.get(name);
    if (request === undefined) return [];
    return [{ name, ...request, params: paramsOf(node, declared) }];
  });
  return { operations, object: (name) => membersOf(declared.get(name) ?? [], declared, 0) };
}

/** Method and path of each request, from the calls in the compiled class. */
function readRequests(text: string): Map<string, { method: string; path: string }> {
  const calls = text.matchAll(
    /^ {4}(\w+)\([^)]*\) \{\s*(?:[^}]*?)return this\._makeRequest\('(\w+)', [`']([^`']+)[`']/gm,
  );
  return new Map(
    [...calls].map(([, name = '', method = '', path = '']) => [
      name,
      { method, path: path.replace(/\$\{encodeURIComponent\((\w+)\)\}/g, ':$1') },
    ]),
  );
}

function gather(node: Node, scope: string[], declared: Map<string, Declared[]>, methods: Map<string, Node>): void {
  const inner = (node.declaration as Node | null) ?? node;
  const name = (inner.id as { name?: string } | undefined)?.name ?? '';
  const full = [...scope, name];
  switch (inner.type) {
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration': {
      const key = full.join('.');
      declared.set(key, [...(declared.get(key) ?? []), { node: inner, scope: full }]);
      return;
    }
    case 'TSModuleDeclaration': {
      for (const child of (inner.body as { body: Node[] }).body) gather(child, full, declared, methods);
      return;
    }
    case 'ClassDeclaration':
      for (const member of (inner.body as { body: Node[] }).body) {
        const key = (member.key as { name?: string } | undefined)?.name;
        if (member.type === 'TSAbstractMethodDefinition' || member.type === 'MethodDefinition') {
          if (key !== undefined) methods.set(key, member);
        }
      }
  }
}

/** The parameters of a method: those of its argument `params`. */
function paramsOf(method: Node, declared: Map<string, Declared[]>): Member[] {
  const { params } = method.value as { params: Node[] };
  const argument = params.find((each) => each.name === 'params');
  const annotation = (argument?.typeAnnotation as { typeAnnotation?: Node } | undefined)?.typeAnnotation;
  if (annotation?.type !== 'TSTypeReference') return [];
  const found = find(nameOf(annotation.typeName as Node), [], declared);
  return membersOf(found, declared, 0).filter(({ name }) => !EVERYWHERE.has(name));
}

function find(name: string, scope: readonly string[], declared: Map<string, Declared[]>): Declared[] {
  for (let length = scope.length; length >= 0; length -= 1) {
    const found = declared.get([...scope.slice(0, length), name].join('.'));
    if (found !== undefined) return found;
  }
  return [];
}

function nameOf(node: Node): string {
  return node.type === 'TSQualifiedName'
    ? `${nameOf(node.left as Node)}.${nameOf(node.right as Node)}`
    : String(node.name);
}

function membersOf(found: readonly Declared[], declared: Map<string, Declared[]>, depth: number): Member[] {
  return found.flatMap(({ node, scope }) => {
    if (node.type !== 'TSInterfaceDeclaration' || depth > MAX_DEPTH || (depth > 0 && isObject(node))) return [];
    const inherited = ((node.extends as Node[] | undefined) ?? []).flatMap(({ expression }) => {
      const base = nameOf(expression as Node);
      if (base === 'PaginationParams') return PAGINATION.map(plain);
      return membersOf(find(base, scope, declared), declared, depth + 1);
    });
    const own = (node.body as { body: Node[] }).body.flatMap((member) => {
      const key = member.key as { name?: string; value?: string } | undefined;
      const name = key?.name ?? key?.value;
      if (member.type !== 'TSPropertySignature' || name === undefined) return [];
      const { typeAnnotation } = member.typeAnnotation as { typeAnnotation: Node };
      return [{ ...memberOf(name, typeAnnotation, scope, declared, depth), optional: member.optional === true }];
    });
    return [...own, ...inherited];
  });
}

/** An object of its own, which has a part of the page to itself. */
function isObject(node: Node): boolean {
  return (node.body as { body: Node[] }).body.some(
    (member) => (member.key as { name?: string } | undefined)?.name === 'object',
  );
}

function plain(name: string): Member {
  return { name, optional: true, array: false, values: null, members: null };
}

function memberOf(
  name: string,
  type: Node,
  scope: readonly string[],
  declared: Map<string, Declared[]>,
  depth: number,
): Member {
  const member = plain(name);
  const words = new Set<string>();
  for (const part of partsOf(type, scope, declared, member)) {
    if (part.word !== undefined) words.add(part.word);
    else if (part.hash !== undefined)
      member.members = [...(member.members ?? []), ...membersOf([part.hash], declared, depth + 1)];
  }
  if (words.size > 0) member.values = [...words].sort();
  return member;
}

interface Part {
  word?: string;
  hash?: Declared;
}

/** What a type comes down to: the words of enumerations and the hashes in it. */
function partsOf(type: Node, scope: readonly string[], declared: Map<string, Declared[]>, member: Member): Part[] {
  const again = (node: Node, from = scope) => partsOf(node, from, declared, member);
  switch (type.type) {
    case 'TSUnionType':
    case 'TSIntersectionType':
      return (type.types as Node[]).flatMap((each) => again(each));
    case 'TSLiteralType': {
      const { value } = type.literal as { value?: unknown };
      return typeof value === 'string' && value !== '' ? [{ word: value }] : [];
    }
    case 'TSArrayType':
      member.array = true;
      return again(type.elementType as Node);
    case 'TSTypeReference': {
      const name = nameOf(type.typeName as Node);
      const inner = (type.typeArguments as { params?: Node[] } | null)?.params ?? [];
      if (name === 'Array') member.array = true;
      if (name === 'Array' || name === 'Emptyable') return inner.flatMap((each) => again(each));
      return find(name, scope, declared).flatMap((found) =>
        found.node.type === 'TSTypeAliasDeclaration'
          ? again(found.node.typeAnnotation as Node, found.scope)
          : [{ hash: found }],
      );
    }
    default:
      return [];
  }
}
