// Finds the endpoint for a method and a path.
import { assert } from '#kernel/assert.ts';
import type { Endpoint } from './endpoint.ts';

interface Routed {
  method: string;
  path: string;
}

export interface Match<Found extends Routed = Endpoint> {
  endpoint: Found;
  path: Record<string, string>;
}

export type Router<Found extends Routed = Endpoint> = (method: string, pathname: string) => Match<Found> | null;

const MAX_PATH_LENGTH = 2048;
const MAX_ID_LENGTH = 255;

/** Names of Stripe's URLs that stand where an id stands; without an endpoint of their own they are unknown, not missing. */
const NOT_IDS: ReadonlySet<string> = new Set(['search']);

interface Route<Found> {
  endpoint: Found;
  segments: string[];
}

/** Fixed segments win over `:names`, whatever the order in the table. Two routes for one URL are a bug. */
export function createRouter<Found extends Routed>(endpoints: readonly Found[]): Router<Found> {
  const byShape = new Map<string, Route<Found>[]>();
  const seen = new Set<string>();
  for (const endpoint of endpoints) {
    const segments = endpoint.path.split('/').slice(1);
    const shape = shapeOf(endpoint.method, segments.length);
    const name = `${endpoint.method} ${endpoint.path.replaceAll(/:\w+/g, ':')}`;
    assert(!seen.has(name), `two endpoints answer ${name}`);
    seen.add(name);
    byShape.set(shape, [...(byShape.get(shape) ?? []), { endpoint, segments }].sort(fixedFirst));
  }
  return (method, pathname) => {
    if (pathname.length > MAX_PATH_LENGTH) return null;
    const segments = pathname.split('/').slice(1);
    for (const route of byShape.get(shapeOf(method, segments.length)) ?? []) {
      const path = matchSegments(route.segments, segments);
      if (path !== null) return { endpoint: route.endpoint, path };
    }
    return null;
  };
}

function shapeOf(method: string, length: number): string {
  return `${method} ${length}`;
}

function fixedFirst(left: Route<unknown>, right: Route<unknown>): number {
  return wildcards(left.segments) - wildcards(right.segments);
}

function wildcards(segments: readonly string[]): number {
  return segments.filter((segment) => segment.startsWith(':')).length;
}

function matchSegments(route: readonly string[], asked: readonly string[]): Record<string, string> | null {
  const path: Record<string, string> = {};
  for (const [index, expected] of route.entries()) {
    const given = asked[index] as string;
    if (!expected.startsWith(':')) {
      if (given !== expected) return null;
      continue;
    }
    const id = decodeId(given);
    if (id === null) return null;
    path[expected.slice(1)] = id;
  }
  return path;
}

function decodeId(text: string): string | null {
  try {
    const id = decodeURIComponent(text);
    return id === '' || id.length > MAX_ID_LENGTH || id.includes('\0') || NOT_IDS.has(id) ? null : id;
  } catch {
    return null;
  }
}
