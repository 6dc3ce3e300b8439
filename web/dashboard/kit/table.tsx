// A table of 36 px rows that becomes cards on a phone. Its cells carry their column's name, so that a card can be read.
import type { ReactNode } from 'react';

export interface Column<Row> {
  /** Stable name of the column, also its CSS class `column-…`. */
  key: string;
  name: string;
  /** The name is for screen readers only, as for a column of buttons. */
  silent?: boolean;
  numeric?: boolean;
  /** Stands in the head in place of the name. */
  head?: ReactNode;
  cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  /** What the table lists, for screen readers. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** Which row the keyboard is at. */
  current?: string | null;
  selected?: ReadonlySet<string>;
  /** Old rows stay visible while new ones load. */
  stale?: boolean;
}

export function Table<Row>(props: Props<Row>) {
  const { label, columns, rows, keyOf, current = null, selected, stale = false } = props;
  return (
    <table className={`table${stale ? ' stale' : ''}`} aria-label={label} aria-busy={stale || undefined}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={classOf(column)}>
              {column.head ?? (column.silent ? <span className="unseen">{column.name}</span> : column.name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = keyOf(row);
          return (
            <tr
              key={key}
              data-row={key}
              data-current={key === current || undefined}
              data-selected={selected?.has(key) || undefined}
            >
              {columns.map((column) => (
                <td key={column.key} className={classOf(column)} data-label={column.silent ? undefined : column.name}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function classOf<Row>({ key, numeric }: Column<Row>): string {
  return `column-${key}${numeric ? ' numeric' : ''}`;
}
