// Pages of the Dashboard's lists: opaque cursors that name a place in an order, so that a page stays where it is while rows are added.
import { invalidParam } from '#inbound/http/errors.ts';
import { exclusive } from '#inbound/http/params.ts';
import type { Page } from '#wire/dashboard_objects.ts';
import { type Paged, pageSize } from './reading.ts';

/** A place in an order: the `sequence` of a row, and what it is ordered by before that, if anything. */
export interface Place {
  sequence: number;
  /** An instant; null: never. Absent where the order is by sequence alone. */
  instant?: Date | null;
}

/** Where a page lies: before or after a place, or at the beginning. */
export interface Stretch {
  place: Place | null;
  backwards: boolean;
  /** How many rows to read: one more than are shown, to see whether there are further ones. */
  rows: number;
}

/** Throws the 400 that names the cursor. `timed`: the order is by an instant first. */
export function stretchOf(paged: Paged, timed = false): Stretch {
  exclusive(paged, 'after', 'before');
  const backwards = paged.before !== undefined;
  const cursor = backwards ? paged.before : paged.after;
  const place = cursor === undefined ? null : readCursor(cursor, timed);
  if (place === undefined) throw invalidParam('This is not a cursor of this list.', backwards ? 'before' : 'after');
  return { place, backwards, rows: pageSize(paged) + 1 };
}

/** The page of rows that were read in the direction of the stretch. */
export async function pageOf<Found extends Place, Item>(
  rows: readonly Found[],
  stretch: Stretch,
  present: (rows: Found[]) => Item[] | Promise<Item[]>,
): Promise<Page<Item>> {
  const more = rows.length === stretch.rows;
  const shown = rows.slice(0, stretch.rows - 1);
  if (stretch.backwards) shown.reverse();
  const [first, last] = [shown[0], shown.at(-1)];
  const further = stretch.backwards ? shown.length > 0 : more;
  const earlier = stretch.backwards ? more : stretch.place !== null && shown.length > 0;
  return {
    data: await present(shown),
    next: further && last ? writeCursor(last) : null,
    previous: earlier && first ? writeCursor(first) : null,
  };
}

/** Years that are written with four digits, which is how the database reads them. */
const [EARLIEST, LATEST] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

function writeCursor({ sequence, instant }: Place): string {
  const time = instant === undefined ? '' : `${instant === null ? 'never' : instant.getTime()}.`;
  return Buffer.from(`${time}${sequence}`).toString('base64url');
}

/** Undefined for what is no cursor. */
function readCursor(cursor: string, timed: boolean): Place | undefined {
  const match = /^(?:(never|-?\d{1,15})\.)?(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null || (match[1] !== undefined) !== timed) return undefined;
  const sequence = Number(match[2]);
  if (!timed) return { sequence };
  if (match[1] === 'never') return { sequence, instant: null };
  const instant = Number(match[1]);
  return instant >= EARLIEST && instant <= LATEST ? { sequence, instant: new Date(instant) } : undefined;
}
