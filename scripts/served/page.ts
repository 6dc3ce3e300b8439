// Writes the page of coverage: for each part of the API what is served, since when, and which test holds it; and what is not, and why.
import type { Call, Coverage, Item, Line, PartCoverage } from './collect.ts';
import type { Since } from './probe.ts';
import { REASONS, type Reason } from './reasons.ts';

/** The oldest version that is accepted: what is there since then needs no remark. */
const OLDEST = '2022-08-01';

/** Throws naming the things that are neither served nor given a reason, and reasons that nothing needs. */
export function writePage(coverage: Coverage): string {
  const used = new Set<Reason>();
  const missing: string[] = [];
  const why = (item: Item): Reason | null => {
    const reason = REASONS.find(({ of }) => of.test(item.key)) ?? null;
    if (reason === null) missing.push(item.key);
    else used.add(reason);
    return reason;
  };
  const parts = coverage.parts.map((part) => partOf(part, why));
  const page = [
    HEAD,
    callsOf(coverage, why),
    ...parts,
    tableOf('In the page', 'function', coverage.page, IN_PAGE, why),
    tableOf('Events', 'type', coverage.events, EVENTS, why),
    tableOf('Error codes', 'code', coverage.errors, ERRORS, why),
  ].join('\n\n');
  const idle = REASONS.filter((reason) => !used.has(reason)).map(({ of }) => String(of));
  if (missing.length > 0) throw new Error(`neither served nor given a reason:\n${missing.join('\n')}`);
  if (idle.length > 0) throw new Error(`reasons that nothing needs:\n${idle.join('\n')}`);
  return `${page}\n`;
}

type Why = (item: Item) => Reason | null;

const HEAD = `# What is served

Made by \`npm run coverage-doc\` from the types of the official SDK (\`stripe@22.7.0-beta.1\`), the table of routes and the tests; a test holds it to them. What was chosen where the
public documents are silent, and what is known to be weak, stands in [choices.md](choices.md).

Each thing that the SDK names is either served, with the test that holds it, or named below its table with a reason. *Since* is said where not every version has it; "preview" are
versions that end in \`.preview\`. Parameters are in brackets as they are sent, fields with dots; \`expand[]\` is taken everywhere and is not repeated. A field *without a word to say* is there
because Stripe's object always has it, and is null, false or empty in every answer. The test that is named is the first that names the thing; — and ° say that none does.`;

const IN_PAGE = 'Functions of the browser SDK in [js](../js), under Stripe’s names.';
const EVENTS =
  'Types of the families that the slice is about. Endpoints may ask for other types of Stripe, too; they never come.';
const ERRORS = 'Codes of the SDK that the slice may come to. A refused parameter without a code is 400 with `param`.';

function callsOf({ parts, ours }: Coverage, why: Why): string {
  const calls = parts.flatMap((part) => part.calls);
  const rows = calls
    .filter(isServed)
    .map(
      (call) =>
        `| \`${call.method} ${call.path}\` | \`${call.label}\` | ${sinceOf(call.since)} | ${heldBy(call.held)} |`,
    );
  const own = ours.map(
    (call) => `| \`${call.method} ${call.path}\` | our own | ${sinceOf(call.since)} | ${heldBy(call.held)} |`,
  );
  return [
    '## Endpoints',
    'Keys, forms, versions, request ids, idempotency, errors and bad input are the same for all: `test/contract/conventions`, `bad_input`, `conventions.keys`.',
    ['| endpoint | in the SDK | since | held by |', '| --- | --- | --- | --- |', ...rows, ...own].join('\n'),
    reasonsOf(
      'Not served',
      calls.filter((call) => !isServed(call)),
      why,
      ({ method, path }) => `${method} ${path}`,
    ),
  ].join('\n\n');
}

function partOf({ part, calls, objects }: PartCoverage, why: Why): string {
  const taken = calls.filter((call) => isServed(call) && call.params.length > 0).map((call) => paramsOf(call, why));
  const shown = objects.map(({ name, fields }) => fieldsOf(name, fields, why));
  return [`## ${part.title}`, ...taken, ...shown].join('\n\n');
}

function paramsOf({ label, params, held }: Call, why: Why): string {
  return [
    `**\`${label}\`** takes:`,
    linesOf('parameter', params.filter(isServed), held),
    reasonsOf(
      'Not taken',
      params.flatMap(withWords).filter((item) => !isServed(item)),
      why,
      nameOf,
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function fieldsOf(name: string, fields: readonly Line[], why: Why): string {
  const silent = fields.filter(({ presence }) => presence === 'silent').map(({ label }) => `\`${label}\``);
  return [
    `**The object \`${name}\`** has:`,
    linesOf('field', fields.filter(isServed), usualOf(fields)),
    silent.length > 0 ? `Without a word to say: ${silent.join(', ')}.` : '',
    reasonsOf(
      'Not there',
      fields.flatMap(withWords).filter(({ presence }) => presence === 'absent'),
      why,
      nameOf,
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The test that holds most of an object's fields. */
function usualOf(fields: readonly Line[]): string | null {
  const counts = new Map<string, number>();
  for (const { held } of fields) if (held !== null) counts.set(held, (counts.get(held) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}

/** A line and its words, each of which may be missing. */
function withWords(line: Line): Item[] {
  return [line, ...line.words.map((word) => ({ ...word, label: `${line.label}=${word.label}` }))];
}

/** A row for each line; neighbours that have nothing to say but their names and one test share a row. */
function linesOf(kind: string, lines: readonly Line[], usual: string | null): string {
  const rows: { names: string[]; rest: string }[] = [];
  for (const line of lines) {
    const words = line.words.filter(isServed).map(({ label, held }) => `\`${label}\`${held === null ? '°' : ''}`);
    const rest = `${words.join(', ')} | ${sinceOf(line.since)} | ${usual !== null && line.held === usual ? '' : heldBy(line.held)} |`;
    const last = rows.at(-1);
    if (last !== undefined && words.length === 0 && last.rest === rest) last.names.push(`\`${line.label}\``);
    else rows.push({ names: [`\`${line.label}\``], rest });
  }
  if (rows.length === 0) return '';
  const title = usual === null ? 'held by' : `held by ${heldBy(usual)}, or`;
  return [
    `| ${kind} | words | since | ${title} |`,
    '| --- | --- | --- | --- |',
    ...rows.map(({ names, rest }) => `| ${names.join(', ')} | ${rest}`),
  ].join('\n');
}

function sinceOf(since: Since | null): string {
  if (since === null || (since.preview === OLDEST && since.general === OLDEST)) return '';
  const { preview, general } = since;
  if (general === null) return preview === OLDEST ? 'preview' : `${preview}.preview`;
  if (preview === null) return general;
  return preview === general ? general : `${general}; ${preview === OLDEST ? 'every preview' : `${preview}.preview`}`;
}

function tableOf(title: string, kind: string, items: readonly Item[], words: string, why: Why): string {
  const rows = items.filter(isServed).map(({ label, held }) => `| \`${label}\` | ${heldBy(held)} |`);
  return [
    `## ${title}`,
    words,
    [`| ${kind} | held by |`, '| --- | --- |', ...rows].join('\n'),
    reasonsOf(
      'Not served',
      items.filter((item) => !isServed(item)),
      why,
      nameOf,
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** `Not taken:` and a line for each reason, with the names that it is about. */
function reasonsOf<Thing extends Item>(
  title: string,
  items: readonly Thing[],
  why: Why,
  name: (item: Thing) => string,
): string {
  const byReason = new Map<Reason, string[]>();
  for (const item of items) {
    const reason = why(item);
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), `\`${name(item)}\``]);
  }
  if (byReason.size === 0) return '';
  const lines = [...byReason].map(([{ because, as }, names]) => {
    const many = as !== undefined && names.length > FEW;
    return `- ${many ? `${as}, ${names.length} names such as ${names[0]}` : names.join(', ')}. ${because}`;
  });
  return `${title}:\n\n${lines.join('\n')}`;
}

/** More names of one kind than this are told by their kind. */
const FEW = 6;

function nameOf({ label }: Item): string {
  return label;
}

function isServed({ presence }: Item): boolean {
  return presence === 'served';
}

/** Without what every name begins or ends with. */
function heldBy(path: string | null): string {
  return path === null ? '—' : `\`${path.replace(/^test\//, '').replace(/\.test\.ts$/, '')}\``;
}
