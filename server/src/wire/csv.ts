// Lists as CSV (RFC 4180) that is safe to open in a spreadsheet: text of customers cannot become a formula.
//
// toCsv(columns, rows)         -> the whole text, with its heading
// csvStream(columns, pages)    -> the same as bytes, page by page, for lists of any length

export interface CsvColumn<Row> {
  heading: string;
  value(row: Row): string | number | boolean | Date | null;
}

const LINE_END = '\r\n';
/** Marks the text as UTF-8 for spreadsheets, which guess otherwise. */
const BYTE_ORDER_MARK = '\uFEFF';
/** Where a spreadsheet could begin another cell or line, whatever separator it was set to; only the semicolon is worth keeping. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/**
 * What spreadsheets take for the beginning of a formula, also in their full-width forms: at the beginning of the text and after a
 * semicolon, which many countries' spreadsheets separate by. Blanks, quotes and what is not seen may stand before it.
 */
const FORMULA = /(^|;)(?=[\s\p{Cc}\p{Cf}"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu;

export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  return BYTE_ORDER_MARK + heading(columns) + lines(columns, rows);
}

/** Asks for the next page when the reader has taken the one before. A failing page breaks the stream off. */
export function csvStream<Row>(
  columns: readonly CsvColumn<Row>[],
  pages: AsyncIterator<readonly Row[]>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(BYTE_ORDER_MARK + heading(columns)));
    },
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) return controller.close();
      controller.enqueue(encoder.encode(lines(columns, value)));
    },
    async cancel() {
      await pages.return?.();
    },
  });
}

function heading<Row>(columns: readonly CsvColumn<Row>[]): string {
  return line(columns.map((column) => column.heading));
}

function lines<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  let text = '';
  for (const row of rows) text += line(columns.map((column) => cell(column.value(row))));
  return text;
}

function line(cells: readonly string[]): string {
  return cells.map(quoted).join(',') + LINE_END;
}

/** Numbers are ours and stay numbers, also negative ones; text is one line, and what looks like a formula is led by an apostrophe. */
function cell(value: string | number | boolean | Date | null): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  return value.replace(BREAKS, ' ').replace(FORMULA, "$1'");
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
