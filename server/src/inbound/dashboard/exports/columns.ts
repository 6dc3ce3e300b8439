// The columns of the Dashboard's downloads.

import type { CsvColumn } from '#wire/csv.ts';
import type { AccountRow, BatchItem, ConnectedAccountRow, CustomerRow, HolderLabel } from '#wire/dashboard_objects.ts';
import type { EventRow } from '#wire/dashboard_workspace.ts';

type Cell = string | number | boolean | null;

function column<Row>(heading: string, value: (row: Row) => Cell | undefined): CsvColumn<Row> {
  return { heading, value: (row) => value(row) ?? null };
}

/** Unix seconds as a date that programs and spreadsheets read alike. */
function time<Row>(heading: string, value: (row: Row) => number | null | undefined): CsvColumn<Row> {
  return {
    heading,
    value: (row) => {
      const seconds = value(row) ?? null;
      return seconds === null ? null : new Date(seconds * 1000);
    },
  };
}

/** Name and address are the holder's, whichever it is. */
function holderColumns<Row>(holderOf: (row: Row) => HolderLabel | null): CsvColumn<Row>[] {
  const idOf = (type: HolderLabel['type']) => (row: Row) => {
    const holder = holderOf(row);
    return holder?.type === type ? holder.id : null;
  };
  return [
    column('customer', idOf('customer')),
    column('connected_account', idOf('account')),
    column('holder_name', (row) => holderOf(row)?.name),
    column('holder_email', (row) => holderOf(row)?.email),
  ];
}

export const accountColumns: readonly CsvColumn<AccountRow>[] = [
  column('id', (row) => row.id),
  column('bank', (row) => row.institution.name),
  column('name', (row) => row.display_name),
  column('last4', (row) => row.last4),
  column('subcategory', (row) => row.subcategory),
  ...holderColumns((row: AccountRow) => row.holder),
  column('status', (row) => row.status),
  column('cause', (row) => row.cause),
  column('action', (row) => row.action),
  column('needs_relink', (row) => row.needs_relink),
  column('expiring', (row) => row.expiring),
  column('number_kind', (row) => row.number?.kind),
  column('number_status', (row) => row.number?.status),
  time('number_expires_at', (row) => row.number?.expires_at),
  time('expected_deactivation_at', (row) => row.expected_deactivation_at),
  time('last_refreshed_at', (row) => row.last_refreshed_at),
  column('relink_status', (row) => row.relink?.state),
  time('relink_at', (row) => row.relink?.at),
  column('relink_session', (row) => row.relink?.session),
  time('paused_until', (row) => row.paused_until),
  time('created', (row) => row.created),
];

export const customerColumns: readonly CsvColumn<CustomerRow>[] = [
  column('id', (row) => row.id),
  column('name', (row) => row.name),
  column('email', (row) => row.email),
  column('accounts', (row) => row.accounts),
  time('created', (row) => row.created),
];

export const connectedAccountColumns: readonly CsvColumn<ConnectedAccountRow>[] = [
  column('id', (row) => row.id),
  column('name', (row) => row.name),
  column('email', (row) => row.email),
  column('accounts', (row) => row.accounts),
  time('created', (row) => row.created),
];

export const eventColumns: readonly CsvColumn<EventRow>[] = [
  column('id', (row) => row.id),
  column('type', (row) => row.type),
  column('object', (row) => row.object_id),
  column('account', (row) => row.account),
  time('created', (row) => row.created),
  column('delivered', (row) => row.delivered),
  column('failed', (row) => row.failed),
  column('pending', (row) => row.pending),
];

export const itemColumns: readonly CsvColumn<BatchItem>[] = [
  column('account', (row) => row.account.id),
  column('bank', (row) => row.account.institution.name),
  column('name', (row) => row.account.display_name),
  column('last4', (row) => row.account.last4),
  ...holderColumns((row: BatchItem) => row.account.holder),
  column('state', (row) => row.state),
  column('reason', (row) => row.reason),
  column('relink_status', (row) => row.account.relink?.state),
];
