// `expand[]`: replaces ids in an answer by the objects they name, for the fields that resolvers are registered for.
import { lookup } from '#kernel/lookup.ts';
import type { KeyResource } from '#wire/dashboard_workspace.ts';
import { render } from '#wire/versions.ts';
import type { RequestContext } from './endpoint.ts';
import { invalidParam, notExpandable } from './errors.ts';
import type { FormValue } from './form.ts';
import { requirePermission } from './keys.ts';
import { array, text } from './params.ts';

/** Reads objects by id, each as the newest preview version shows it; ids that do not exist are left out. */
export interface Resolver {
  /** What a restricted key must be given to see these objects; null where there are none to see. */
  resource: KeyResource | null;
  /** A page may see them, too: `read` gives it the part that is for its eyes. */
  by_pages?: boolean;
  read(context: RequestContext, ids: string[]): Promise<Map<string, object>>;
}

/** By the object's type, then the field, with a dot for a field of a hash: `account_holder.customer`. */
export type Expansions = Readonly<Record<string, Readonly<Record<string, Resolver>>>>;

const MAX_PATHS = 20;
const MAX_DEPTH = 4;

type Fields = Record<string, unknown>;

/** Where an id stands, so that it can be replaced. */
interface Spot {
  parent: Fields;
  key: string;
}

const schema = array(text({ max: 500 }), { max: MAX_PATHS });

/** Checks the shape of `expand`; throws invalidParam. */
export function parseExpand(value: FormValue | undefined): string[][] {
  if (value === undefined || value === '') return [];
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidParam('Invalid array', 'expand');
  return parsed.data.map((path) => {
    const segments = path.split('.');
    if (segments.length > MAX_DEPTH) {
      throw invalidParam(`You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`, 'expand');
    }
    return segments;
  });
}

/** Expands in place. `answer` is rendered for the request's version already, and so is what takes the ids' places. */
export async function expand(
  context: RequestContext,
  answer: object,
  paths: string[][],
  expansions: Expansions,
): Promise<void> {
  for (const path of paths) await expandPath(context, [answer as Fields], path, expansions, path.join('.'));
}

async function expandPath(
  context: RequestContext,
  objects: Fields[],
  path: string[],
  expansions: Expansions,
  whole: string,
): Promise<void> {
  if (path.length === 0 || objects.length === 0) return;
  const [first] = objects as [Fields];
  if (first.object === 'list') {
    if (path[0] !== 'data') throw notExpandable(whole);
    const items = objects.flatMap((list) => list.data as Fields[]);
    if (path.length === 1) throw notExpandable(whole);
    return expandPath(context, items, path.slice(1), expansions, whole);
  }
  const resolvers = lookup(expansions, String(first.object)) ?? {};
  for (let length = 1; length <= path.length; length += 1) {
    const field = path.slice(0, length);
    const resolver = lookup(resolvers, field.join('.'));
    if (resolver === undefined) continue;
    if (context.caller.kind === 'publishable' && resolver.by_pages !== true) throw notExpandable(whole);
    const spots = spotsOf(objects, field, whole);
    if (resolver.resource !== null) requirePermission(context.caller, { resource: resolver.resource, level: 'read' });
    const expanded = await resolve(context, spots, resolver);
    return expandPath(context, expanded, path.slice(length), expansions, whole);
  }
  return descend(context, objects, path, expansions, whole);
}

/** A nested object that is there in full, such as a list, is walked into; anything else cannot be expanded. */
function descend(
  context: RequestContext,
  objects: Fields[],
  path: string[],
  expansions: Expansions,
  whole: string,
): Promise<void> {
  const [field = '', ...rest] = path;
  const nested = objects.map((object) => object[field]).filter((value) => value !== undefined && value !== null);
  if (rest.length === 0 || nested.length === 0 || !nested.every(isObject)) throw notExpandable(whole);
  return expandPath(context, nested as Fields[], rest, expansions, whole);
}

// By its type's name: an event's `data` holds an object under that key and is none, so events are never expanded inside.
function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && 'object' in value && typeof value.object === 'string';
}

/** The places of a field in all objects. A field that this version does not have cannot be expanded. */
function spotsOf(objects: Fields[], field: string[], whole: string): Spot[] {
  const spots: Spot[] = [];
  let known = false;
  for (const object of objects) {
    let parent: Fields | null = object;
    for (const step of field.slice(0, -1)) {
      known ||= parent !== null && step in parent;
      parent = (parent?.[step] ?? null) as Fields | null;
    }
    const key = field.at(-1) as string;
    if (parent === null) continue;
    known ||= key in parent;
    if (key in parent) spots.push({ parent, key });
  }
  if (!known) throw notExpandable(whole);
  return spots;
}

async function resolve(context: RequestContext, spots: Spot[], resolver: Resolver): Promise<Fields[]> {
  const ids = new Set<string>();
  for (const { parent, key } of spots) if (typeof parent[key] === 'string') ids.add(parent[key]);
  const found = ids.size === 0 ? new Map<string, object>() : await resolver.read(context, [...ids]);
  const expanded: Fields[] = [];
  for (const { parent, key } of spots) {
    const value = parent[key];
    if (typeof value === 'string') {
      const object = found.get(value);
      // A copy per place, because a deeper path may expand inside it.
      if (object !== undefined) parent[key] = structuredClone(render(object, context.version));
    }
    if (isObject(parent[key])) expanded.push(parent[key]);
  }
  return expanded;
}
