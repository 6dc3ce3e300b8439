// Statements as PostgreSQL's wire protocol: what is sent for one, and what its answer means.
import { serialize } from 'pg-protocol';
import type {
  BackendMessage,
  CommandCompleteMessage,
  DataRowMessage,
  Field,
  RowDescriptionMessage,
} from 'pg-protocol/dist/messages.js';
import { Parser } from 'pg-protocol/dist/parser.js';
import type { StatementResult } from '../engine.ts';
import { encodeAll, parserOf, type ValueParser } from '../values.ts';

export interface Column {
  name: string;
  parse: ValueParser;
}

/** Close before Parse: the name may exist when an earlier answer is still under way, and closing nothing is no error. */
export function prepareMessages(name: string, sql: string): Buffer[] {
  return [
    serialize.close({ type: 'S', name }),
    serialize.parse({ name, text: sql }),
    serialize.describe({ type: 'S', name }),
  ];
}

export function runMessages(name: string, parameters: readonly unknown[]): Buffer[] {
  return [serialize.bind({ statement: name, values: encodeAll(parameters) }), serialize.execute(), serialize.sync()];
}

export function forgetMessages(name: string): Buffer[] {
  return [serialize.close({ type: 'S', name })];
}

export function scriptMessages(sql: string): Buffer[] {
  return [serialize.query(sql)];
}

export interface Answer extends StatementResult {
  columns: readonly Column[];
}

/** Reads one whole answer. Throws the DatabaseError it holds, or the parser's error for a value it refuses. */
export function readAnswer(bytes: Buffer, known: readonly Column[] | null): Answer {
  let columns = known ?? [];
  let tag = '';
  const rows: Record<string, unknown>[] = [];
  let failure: unknown = null;
  new Parser().parse(bytes, (message: BackendMessage) => {
    if (failure !== null) return;
    try {
      if (message.name === 'dataRow') rows.push(toRow(columns, message as DataRowMessage));
      else if (message.name === 'commandComplete') tag = (message as CommandCompleteMessage).text;
      else if (message.name === 'rowDescription') columns = (message as RowDescriptionMessage).fields.map(toColumn);
      else if (message.name === 'error') failure = message;
    } catch (error) {
      failure = error;
    }
  });
  if (failure !== null) throw failure;
  return { rows, columns, ...readTag(tag) };
}

function toColumn(field: Field): Column {
  return { name: field.name, parse: parserOf(field.dataTypeID) };
}

function toRow(columns: readonly Column[], message: DataRowMessage): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index += 1) {
    const { name, parse } = columns[index] as Column;
    const text: string | null = message.fields[index];
    row[name] = text === null ? null : parse(text);
  }
  return row;
}

/** `INSERT 0 5`, `UPDATE 3`, `SELECT 2`, `COMMIT`. */
function readTag(tag: string): { command: string; row_count: number | null } {
  const words = tag.split(' ');
  const count = Number(words.at(-1));
  return { command: words[0] ?? '', row_count: Number.isInteger(count) && words.length > 1 ? count : null };
}
