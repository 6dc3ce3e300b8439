// Moves through a table's rows by keyboard: the focus is on the row's link, so that Enter opens it and screen readers follow.

/** The row that holds the focus, as its key. */
export function focusedRow(): string | null {
  const row = document.activeElement?.closest<HTMLElement>('tr[data-row]');
  return row?.dataset.row ?? null;
}

/** Focuses the next row, or the one before; begins at the top or the bottom. */
export function moveFocus(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('tr[data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  const row = rows[next];
  row?.querySelector<HTMLElement>('a.row-link')?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}
