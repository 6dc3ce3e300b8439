// The address holds every filter, so that a view can be shared: how pages read and change it.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { AccountFilter, AccountSort, DashboardCalls, Paging } from '../../../server/src/wire/dashboard.ts';

export type AccountsSearch = AccountFilter & Paging & { sort?: AccountSort };
export type CustomersSearch = NonNullable<DashboardCalls['GET /customers']['query']>;
export type EventsSearch = NonNullable<DashboardCalls['GET /events']['query']>;
export type ItemsSearch = NonNullable<DashboardCalls['GET /relink_requests/:id/items']['query']>;

/** Longer values than this in an address are nobody's honest filter. */
const MAX_VALUE = 300;

/** Makes a reader that keeps the named parameters and drops everything else. */
export function readSearch<Search extends object>(names: readonly (keyof Search & string)[]) {
  return (raw: Record<string, unknown>): Search => {
    const kept = names.flatMap((name) => {
      const value = raw[name];
      return typeof value === 'string' && value !== '' && value.length <= MAX_VALUE ? [[name, value]] : [];
    });
    return Object.fromEntries(kept) as Search;
  };
}

/** `?a=b` and nothing cleverer: what stands in the address is what the server is asked. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const set = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

/** The filters in the address, and how to change some of them. A changed filter starts again at the first page. */
export function useFilters<Search extends Paging>() {
  const filters = useSearch({ strict: false } as never) as Search;
  const navigate = useNavigate();
  const go = (search: object, replace: boolean) => {
    void navigate({ to: '.', search: search as never, replace, resetScroll: false });
  };
  return {
    filters,
    /** Undefined takes a filter away. `replace` does not make a step of the browser's history, as while typing. */
    set(patch: Partial<Search>, replace = false): void {
      go({ ...filters, after: undefined, before: undefined, ...patch }, replace);
    },
    clear(): void {
      go({}, false);
    },
  };
}

/** The `id` in the address of a detail page. */
export function useIdParam(): string {
  return (useParams({ strict: false }) as { id?: string }).id ?? '';
}
