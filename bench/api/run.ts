// npm run bench: how fast the API is on both databases, with and without a webhook receiver that hangs, next to its peers.
import type { TestEngine } from '../../test/databases.ts';
import { type Generator, startGenerator } from './generator.ts';
import type { Measured } from './measure.ts';
import { openPgBench } from './pgbench.ts';
import { cpuOf, type Running, startProcess } from './processes.ts';
import { startHangingReceiver } from './receiver.ts';
import * as requests from './requests.ts';
import { apart, loadAverage, printCircumstances, printTable, type Row } from './table.ts';
import { withPlatform } from './with_platform.ts';

const CLIENTS = 16;
const FULL = { warm_up_ms: 3_000, measure_ms: 5_000 };
const QUICK = { warm_up_ms: 300, measure_ms: 1_000 };
const ENGINES: readonly TestEngine[] = ['postgres', 'embedded'];
const OPTIONS = 'there are --quick, --engine=postgres or embedded, --profile=FOLDER';

interface Options {
  time: { warm_up_ms: number; measure_ms: number };
  /** Which databases are measured. */
  engines: readonly TestEngine[];
  /** Where profiles of the platform are written; null makes none. */
  profile: string | null;
}

type Server = Running<requests.Server>;

/** Measures one request on a server. */
type Measure = (server: Server, request: requests.Request) => Promise<Measured>;

interface Peers {
  retrieve: Measured;
  create: Measured;
  read: Measured;
  write: Measured;
}

async function main(args: string[]): Promise<void> {
  const options = readOptions(args);
  const [program, url] = [process.env.PGBENCH, process.env.TEST_DATABASE_URL];
  if (!program || !url) throw new Error('PGBENCH and TEST_DATABASE_URL are not set; `npm run bench` sets them');
  const load_before = loadAverage();
  const generator: Generator = await startGenerator({ clients: CLIENTS, ...options.time });
  const measure: Measure = (server, request) => generator.measure(request, () => cpuOf(server));
  try {
    const pgbench = await openPgBench(program, url);
    const peers = async (when: string): Promise<Peers> => {
      say(`peers, ${when}`);
      const seconds = options.time.measure_ms / 1000;
      const database = { read: await pgbench.read(seconds, CLIENTS), write: await pgbench.write(seconds, CLIENTS) };
      return { ...database, ...(await measureEmulate(measure)) };
    };
    const before = await peers('before');
    const hanging = await measureHangingEmulate(measure);
    const ours: Row[] = [];
    for (const engine of options.engines) ours.push(...(await measureEngine(engine, measure, options)));
    const after = await peers('after');
    await pgbench.close();
    const mean = average(before, after);
    printTable([...peerRows(mean, hanging), ...ours.map((row) => ({ ...row, ...basesOf(row, mean) }))]);
    printCircumstances(load_before, driftOf(before, after));
  } finally {
    await generator.stop();
  }
}

function readOptions(args: string[]): Options {
  const options: Options = { time: FULL, engines: ENGINES, profile: null };
  for (const arg of args) {
    if (arg === '--quick') options.time = QUICK;
    else if (arg.startsWith('--profile=')) options.profile = arg.slice('--profile='.length);
    else if (arg.startsWith('--engine=')) options.engines = ENGINES.filter((engine) => arg.endsWith(`=${engine}`));
    else throw new Error(`${arg} is not an option; ${OPTIONS}`);
  }
  return options;
}

async function measureEmulate(measure: Measure): Promise<Pick<Peers, 'retrieve' | 'create'>> {
  const emulate = await startProcess<requests.Server>('emulate.ts');
  try {
    const ids = await requests.makeCustomers(emulate.ready);
    const retrieve = await measure(emulate, requests.retrieveCustomer(emulate.ready, ids));
    return { retrieve, create: await measure(emulate, requests.createCustomer(emulate.ready, true)) };
  } finally {
    await emulate.stop();
  }
}

async function measureHangingEmulate(measure: Measure): Promise<Measured> {
  const receiver = await startHangingReceiver();
  const emulate = await startProcess<requests.Server>('emulate.ts', { env: { BENCH_RECEIVER: receiver.url } });
  try {
    return await measure(emulate, requests.createCustomer(emulate.ready, true));
  } finally {
    await emulate.stop();
    await receiver.close();
  }
}

async function measureEngine(engine: TestEngine, measure: Measure, options: Options): Promise<Row[]> {
  const alone = await measurePlatform(engine, false, measure, options);
  const hanging = await measurePlatform(engine, true, measure, options);
  // Beside each other, because that is how they are read.
  return alone.flatMap((row, index) => {
    const other = hanging[index];
    return other === undefined ? [row] : [row, { ...other, alone: row.measured }];
  });
}

/** A platform of its own on an empty database. What leaves work behind for the worker comes last. */
async function measurePlatform(engine: TestEngine, hangs: boolean, measure: Measure, options: Options): Promise<Row[]> {
  const place = { engine, receiver: hangs ? 'hangs' : 'none' };
  return await withPlatform(engine, options.profile, async (platform) => {
    const server = platform.ready;
    const ids = await requests.makeCustomers(server);
    const links = await requests.makeBrokenLinks(server);
    const receiver = hangs ? await startHangingReceiver() : null;
    if (receiver) await requests.clientOf(server).webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] });
    const cases: [string, requests.Request][] = [
      ['customer retrieve', requests.retrieveCustomer(server, ids)],
      ['relink session create', requests.createRelinkSession(server, links)],
      ['customer create', requests.createCustomer(server, true)],
      ['customer create, no key', requests.createCustomer(server, false)],
    ];
    const rows: Row[] = [];
    for (const [what, request] of cases) {
      say(`${what} on ${place.engine}, receiver: ${place.receiver}`);
      rows.push({ what, ...place, measured: await measure(platform, request) });
    }
    await receiver?.close();
    return rows;
  });
}

function peerRows(mean: Peers, hanging: Measured): Row[] {
  const emulate = { engine: 'emulate', receiver: 'none' };
  const pgbench = { engine: 'pgbench', receiver: '-' };
  const [retrieve, create, created] = [mean.retrieve, mean.create, hanging];
  return [
    { what: 'one row, -S prepared', ...pgbench, measured: mean.read },
    { what: 'three rows, prepared', ...pgbench, measured: mean.write },
    { what: 'customer retrieve', ...emulate, measured: retrieve, emulate: retrieve, pgbench: mean.read },
    { what: 'customer create', ...emulate, measured: create, emulate: create, pgbench: mean.write },
    { what: 'customer create', ...emulate, receiver: 'hangs', measured: created, emulate: create, alone: create },
  ];
}

/** emulate has no relink sessions: they are compared with its creation of a customer. */
function basesOf(row: Row, mean: Peers): Pick<Row, 'emulate' | 'pgbench'> {
  const reads = row.what === 'customer retrieve';
  return { emulate: reads ? mean.retrieve : mean.create, pgbench: reads ? mean.read : mean.write };
}

function average(before: Peers, after: Peers): Peers {
  const mean = (name: keyof Peers): Measured => {
    const [one, other] = [before[name], after[name]];
    const middle = (a: number | null, b: number | null) => (a === null || b === null ? null : (a + b) / 2);
    const per_second = (one.per_second + other.per_second) / 2;
    const [p50, p99] = [middle(one.p50, other.p50), middle(one.p99, other.p99)];
    return { per_second, p50, p99, cpu: middle(one.cpu, other.cpu) };
  };
  return { retrieve: mean('retrieve'), create: mean('create'), read: mean('read'), write: mean('write') };
}

function driftOf(before: Peers, after: Peers): string {
  const of = (name: keyof Peers) => `${apart(before[name], after[name])} %`;
  return `pgbench -S ${of('read')}, pgbench writes ${of('write')}, emulate retrieve ${of('retrieve')}, emulate create ${of('create')}`;
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
