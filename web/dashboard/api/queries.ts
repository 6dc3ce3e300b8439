// The server's calls as hooks: one cache for the whole Dashboard, keyed by call, path and query.
import {
  MutationCache,
  QueryCache,
  QueryClient,
  type QueryKey,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { DashboardCall } from '../../../server/src/wire/dashboard.ts';
import { type Answer, call, DashboardError, type Input } from './client.ts';

type Reading = Extract<DashboardCall, `GET ${string}`>;
type Acting = Exclude<DashboardCall, Reading>;

const RETRIES = 2;

/** A network failure or a server that is restarting is tried again; a refusal is not. */
function mayRetry(count: number, error: Error): boolean {
  const status = error instanceof DashboardError ? error.status : 500;
  return count < RETRIES && (status === 0 || status >= 502);
}

let signedOut = () => {};

/** What to do when an answer says that nobody is signed in. */
export function whenSignedOut(then: () => void): void {
  signedOut = then;
}

/** Leaves to the sign-in page; after that one comes back here. */
export function reportSignedOut(): void {
  signedOut();
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof DashboardError && error.status === 401;
}

function onError(error: Error): void {
  if (isSignedOut(error)) signedOut();
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { staleTime: 5_000, retry: mayRetry, refetchOnWindowFocus: true, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export function keyOf<C extends Reading>(name: C, input: Input<C>): QueryKey {
  const { path, query } = input as { path?: object; query?: object };
  return [name, path ?? {}, query ?? {}];
}

interface Options<C extends Reading> {
  enabled?: boolean;
  /** While another page of the same list loads, the one before stays visible. */
  keep?: boolean;
  refetchInterval?: number | false | ((answer: Answer<C> | undefined) => number | false);
}

/** Reads, and reads again when somebody says that it changed. */
export function useCall<C extends Reading>(name: C, input: Input<C>, options: Options<C> = {}) {
  const { enabled = true, keep = false, refetchInterval = false } = options;
  return useQuery<unknown, DashboardError>({
    queryKey: keyOf(name, input),
    queryFn: ({ signal }) => call(name, input, signal),
    enabled,
    ...(keep ? { placeholderData: (before: unknown) => before } : {}),
    refetchInterval:
      typeof refetchInterval === 'function'
        ? (query) => refetchInterval(query.state.data as Answer<C> | undefined)
        : refetchInterval,
  }) as UseQueryResult<Answer<C>, DashboardError>;
}

/** Acts. `refresh` names the reading calls whose answers this changes; true means all of them. */
export function useSend<C extends Acting>(name: C, refresh: Reading[] | true = []) {
  const client = useQueryClient();
  return useMutation<Answer<C>, DashboardError, Input<C>>({
    mutationFn: (input) => call(name, input),
    onSuccess: () => refreshCalls(client, refresh),
  });
}

/** Says that the answers of these calls are old: visible ones are read again, others when they are next looked at. */
export function refreshCalls(client: QueryClient, names: Reading[] | true): Promise<void> {
  return client.invalidateQueries(
    names === true ? {} : { predicate: ({ queryKey }) => names.includes(queryKey[0] as Reading) },
  );
}
