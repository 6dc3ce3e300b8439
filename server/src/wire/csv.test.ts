// CSV as programs and spreadsheets read it: quoted, typed, without formulas, page by page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CsvColumn, csvStream, toCsv } from './csv.ts';

type Row = [string, string | number | boolean | Date | null];
const columns: CsvColumn<Row>[] = [
  { heading: 'id', value: ([id]) => id },
  { heading: 'value, or "none"', value: ([, value]) => value },
];
const HEADING = '\uFEFFid,"value, or ""none"""\r\n';

test('a list without rows is its heading', () => {
  assert.equal(toCsv(columns, []), HEADING);
});

test('commas and quotes are quoted, a text is one line, and every line ends the same', () => {
  const rows: Row[] = [
    ['1', 'Rosen, Jenny'],
    ['2', 'says "hello"'],
    ['3', 'two\nlines'],
    ['4', null],
    ['5', 'a\u2028\tb'],
  ];
  const expected = `${HEADING}1,"Rosen, Jenny"\r\n2,"says ""hello"""\r\n3,two lines\r\n4,\r\n5,a b\r\n`;
  assert.equal(toCsv(columns, rows), expected);
});

test('text never begins a formula, numbers stay numbers, times are exact', () => {
  const cells: [Row[1], string][] = [
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "' =1"],
    ['\r=1', "' =1"],
    ['  =1', "'  =1"],
    ['\u200b\uFEFF=1', "'\u200b\uFEFF=1"],
    ['"=1', `"'""=1"`],
    ['Foo;=1+1', "Foo;'=1+1"],
    ['Foo; \u200b@x;-1', "Foo;' \u200b@x;'-1"],
    ['Foo\t=1;\n+1', "Foo =1;' +1"],
    ['a;b', 'a;b'],
    ['\uFF1D1', "'\uFF1D1"],
    ['=HYPERLINK("http://x","a")', `"'=HYPERLINK(""http://x"",""a"")"`],
    ['a=1', 'a=1'],
    ['Zoë 👋', 'Zoë 👋'],
    [-2.5, '-2.5'],
    [false, 'false'],
    [new Date('2026-06-01T00:00:00Z'), '2026-06-01T00:00:00.000Z'],
  ];
  for (const [value, expected] of cells) assert.equal(toCsv(columns, [['x', value]]), `${HEADING}x,${expected}\r\n`);
});

test('a stream asks for a page when the one before was taken, and is the same text', async () => {
  const rows = Array.from({ length: 7 }, (_, index): Row => [String(index), `name ${index}`]);
  let asked = 0;
  async function* pages() {
    for (let from = 0; from < rows.length; from += 3) {
      asked += 1;
      yield rows.slice(from, from + 3);
    }
  }
  const reader = csvStream(columns, pages()).getReader();
  const first = await reader.read();
  assert.ok(asked <= 1, `${asked} pages were asked for ahead`);
  const chunks = [first.value as Uint8Array];
  for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value);
  assert.equal(Buffer.concat(chunks).toString('utf8'), toCsv(columns, rows));
});

test('a stream that nobody reads on asks for no more', async () => {
  let ended = false;
  async function* pages() {
    try {
      for (;;) yield [['1', 'x'] as Row];
    } finally {
      ended = true;
    }
  }
  const reader = csvStream(columns, pages()).getReader();
  await reader.read();
  await reader.read();
  await reader.cancel();
  assert.equal(ended, true);
});
