// npm run bench -- accounts_page: the Dashboard's accounts page over a million accounts, next to the bare statement that finds its rows.
import { Client } from 'pg';
import { type Dashboard, signIn } from '../../test/dashboard.ts';
import { freshDatabase } from '../../test/databases.ts';
import { freePort } from '../../test/ports.ts';
import { startProcess } from '../api/processes.ts';
import { figures, HEAD, measure, table } from '../times.ts';
import { CASES, type Case, ROWS, statementOf } from './cases.ts';
import { fill } from './rows.ts';

const ACCOUNTS = 1_000_000;
const OPTIONS = 'there is --accounts=NUMBER';

interface Server {
  url: string;
  dashboard_url: string;
}

async function main(args: string[]): Promise<void> {
  const accounts = readOptions(args);
  if (!process.env.TEST_DATABASE_URL) throw new Error('TEST_DATABASE_URL is not set; `npm run bench` sets it');
  const fresh = await freshDatabase('postgres');
  try {
    say(`writing ${accounts.toLocaleString('en')} accounts`);
    const database = await fresh.open();
    await fill(database, fresh.options.folder, accounts).finally(() => database.close());
    const client = new Client(fresh.options.url ?? '');
    await client.connect();
    try {
      await client.query('vacuum analyze');
      await compare(client, { ...fresh.env, LOG_LEVEL: 'silent', PORT: String(await freePort()) });
    } finally {
      await client.end();
    }
  } finally {
    await fresh.remove();
  }
}

function readOptions(args: string[]): number {
  let accounts = ACCOUNTS;
  for (const arg of args) {
    const [, number] = /^--accounts=(\d+)$/.exec(arg) ?? [];
    if (number === undefined) throw new Error(`${arg} is not an option; ${OPTIONS}`);
    accounts = Number(number);
  }
  return accounts;
}

async function compare(client: Client, env: Record<string, string>): Promise<void> {
  const { rows } = await client.query(
    `select id, (select max(sequence) / 2 from accounts)::int as middle from merchants`,
  );
  const [{ id: merchant, middle }] = rows as [{ id: string; middle: number }];
  const platform = await startProcess<Server>('platform.ts', { env });
  try {
    const dashboard = await signIn(platform.ready.url, platform.ready.dashboard_url);
    const lines = [['view', 'rows', ...HEAD]];
    for (const one of CASES) {
      const bare = await measure(() =>
        client.query({ name: one.what, text: statementOf(one, middle), values: [merchant, new Date()] }),
      );
      const cursor = one.deep ? { after: cursorAt(middle) } : {};
      const page = await measure(() => dashboard.call('GET /accounts', { query: { ...one.query, ...cursor } }));
      lines.push([one.what, String(await shown(dashboard, one)), ...figures(page, bare)]);
    }
    const summary = await measure(() => dashboard.call('GET /accounts/summary'));
    const figuresOfSummary = [summary.p50, summary.p99, summary.best].map((time) => time.toFixed(1));
    lines.push(['counts by state (kept for some seconds)', '-', ...figuresOfSummary, '-', '-']);
    print(lines);
  } finally {
    await platform.stop();
  }
}

async function shown(dashboard: Dashboard, { query }: Case): Promise<number> {
  return (await dashboard.call('GET /accounts', { query })).data.length;
}

/** As the server writes the cursors of lists that are ordered by sequence; a wrong one would be refused. */
function cursorAt(sequence: number): string {
  return Buffer.from(String(sequence)).toString('base64url');
}

function print(lines: string[][]): void {
  process.stdout.write(
    `\n${table(lines)}\n\nA page shows up to ${ROWS - 1} accounts. Quote the ratios, not the milliseconds of this machine.\n`,
  );
}

function say(what: string): void {
  process.stderr.write(`  ${what}\n`);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`✖ ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
