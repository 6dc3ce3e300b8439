// What stands where an answer is awaited: grey lines, the failure with another try, the missing thing, or the content.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DashboardError } from '../api/client.ts';
import { EmptyState, ErrorNotice, ErrorState, Loading } from '../kit/states.tsx';

interface Props<Data> {
  query: UseQueryResult<Data, DashboardError>;
  rows?: number;
  /** What is said where there is no such thing; else the usual words. */
  missing?: { title: string; lead: string };
  children: (data: Data) => ReactNode;
}

export function Await<Data>({ query, rows = 6, missing, children }: Props<Data>) {
  const { data, error, refetch } = query;
  if (error !== null && error.status === 404 && missing !== undefined) {
    return (
      <EmptyState icon="search" title={missing.title}>
        <p>{missing.lead}</p>
      </EmptyState>
    );
  }
  if (data === undefined)
    return error === null ? <Loading rows={rows} /> : <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <>
      {error === null ? null : <ErrorNotice error={error} />}
      {children(data)}
    </>
  );
}
