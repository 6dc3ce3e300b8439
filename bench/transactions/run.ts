// npm run bench -- transactions: lists of one account's transactions by API, next to the bare statement that finds the same rows.
import { Client } from 'pg';
import Stripe from 'stripe';
import { freshDatabase } from '../../test/databases.ts';
import { freePort } from '../../test/ports.ts';
import { startProcess } from '../api/processes.ts';
import { figures, HEAD, measure, table } from '../times.ts';
import { BUSY, fill } from './rows.ts';

const TRANSACTIONS = 300_000;
const OPTIONS = 'there is --transactions=NUMBER';
const LIMIT = 100;

interface Server {
  url: string;
  keys: [string];
}

type Params = Omit<Stripe.FinancialConnections.TransactionListParams, 'account'>;

interface Case {
  what: string;
  params: Params;
  /** After the account's own condition. */
  where: string;
  order: string;
}

const NEWEST = 'transacted_at desc, sequence desc';
const CHANGED = `refresh desc, ${NEWEST}`;

/** Ids and times as rows.ts writes them; the middle is where half of the transactions are newer. */
function cases(middle: { id: string; at: number }): Case[] {
  const below = `(transacted_at, sequence) < (select transacted_at, sequence from transactions where id = '${middle.id}')`;
  const day = `transacted_at >= to_timestamp(${middle.at - 86_400}) and transacted_at < to_timestamp(${middle.at + 1})`;
  return [
    { what: 'newest', params: {}, where: 'true', order: NEWEST },
    { what: 'from the middle', params: { starting_after: middle.id }, where: below, order: NEWEST },
    {
      what: 'one day, in the middle',
      params: { transacted_at: { gte: middle.at - 86_400, lte: middle.at } },
      where: day,
      order: NEWEST,
    },
    {
      what: 'changed by the last refresh',
      params: { transaction_refresh: { after: 'fctxnref_179' } },
      where: 'refresh > 179',
      order: CHANGED,
    },
    {
      what: 'changed since the first refresh',
      params: { transaction_refresh: { after: 'fctxnref_1' } },
      where: 'refresh > 1',
      order: CHANGED,
    },
  ];
}

async function main(args: string[]): Promise<void> {
  const transactions = readOptions(args);
  if (!process.env.TEST_DATABASE_URL) throw new Error('TEST_DATABASE_URL is not set; `npm run bench` sets it');
  const fresh = await freshDatabase('postgres');
  try {
    say(`writing ${transactions.toLocaleString('en')} transactions of one account, and as many of others`);
    const database = await fresh.open();
    await fill(database, fresh.options.folder, transactions).finally(() => database.close());
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
  let transactions = TRANSACTIONS;
  for (const arg of args) {
    const [, number] = /^--transactions=(\d+)$/.exec(arg) ?? [];
    if (number === undefined) throw new Error(`${arg} is not an option; ${OPTIONS}`);
    transactions = Number(number);
  }
  return transactions;
}

async function compare(client: Client, env: Record<string, string>): Promise<void> {
  const { rows } = await client.query<{ id: string; at: number }>(
    `select id, extract(epoch from transacted_at)::int as at from transactions where account = $1
     order by ${NEWEST} offset (select count(*) / 2 from transactions where account = $1) limit 1`,
    [BUSY],
  );
  const platform = await startProcess<Server>('platform.ts', { env });
  try {
    const { port } = new URL(platform.ready.url);
    const stripe = new Stripe(platform.ready.keys[0], { host: '127.0.0.1', port: Number(port), protocol: 'http' });
    const { transactions, accounts } = stripe.financialConnections;
    const bareOne = { name: 'one', text: 'select * from accounts where id = $1', values: [BUSY] };
    const one = figures(await measure(() => accounts.retrieve(BUSY)), await measure(() => client.query(bareOne)));
    const lines = [
      ['list', 'rows', ...HEAD],
      ['the account itself', '1', ...one],
    ];
    for (const { what, params, where, order } of cases(rows[0]!)) {
      const text = `select id from transactions where account = $1 and ${where} order by ${order} limit ${LIMIT + 1}`;
      const bare = await measure(() => client.query({ name: what, text, values: [BUSY] }));
      const list = () => transactions.list({ account: BUSY, limit: LIMIT, ...params });
      const page = await measure(list);
      lines.push([what, String((await list()).data.length), ...figures(page, bare)]);
    }
    const note = `A page shows up to ${LIMIT} transactions. Quote the ratios, not the milliseconds of this machine.`;
    process.stdout.write(`\n${table(lines)}\n\n${note}\n`);
  } finally {
    await platform.stop();
  }
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
