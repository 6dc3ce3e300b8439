// The other peer: pgbench against the same PostgreSQL, which is as fast as this server gets without a program in front.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Measured } from './measure.ts';

/** 200,000 accounts: in memory on any machine, as the platform's rows are. */
const SCALE = 2;
const THREADS = 2;
const DATABASE = 'relink_bench_peer';

// What a POST that creates a customer has to write, sent as the platform sends it: a row, its event, a job.
const TABLES = `
  create table rows (id text collate "C" primary key, sequence bigserial unique, data jsonb not null);
  create table events (id text collate "C" primary key, sequence bigserial unique, data jsonb not null);
  create table jobs (id bigserial primary key, kind text not null, payload jsonb not null, due_at timestamptz not null);
  create index jobs_due on jobs (due_at, id)`;
const WRITES = `
\\startpipeline
begin;
insert into rows (id, data) values (gen_random_uuid()::text, jsonb_build_object('data', repeat('x', 400)));
insert into events (id, data) values (gen_random_uuid()::text, jsonb_build_object('data', repeat('x', 800)));
insert into jobs (kind, payload, due_at) values ('webhooks.fan_out', jsonb_build_object('id', gen_random_uuid()), now());
commit;
\\endpipeline
`;

export interface PgBench {
  /** `-S -M prepared`: one row by its primary key. */
  read(seconds: number, clients: number): Promise<Measured>;
  /** The script of this file, prepared. */
  write(seconds: number, clients: number): Promise<Measured>;
  close(): Promise<void>;
}

/** Fills a database of its own on the server at `url`. `program` is the path of pgbench. */
export async function openPgBench(program: string, url: string): Promise<PgBench> {
  const folder = await mkdtemp(join(tmpdir(), 'relink-bench-'));
  const script = join(folder, 'write.sql');
  await writeFile(script, WRITES);
  await onServer(url, (client) => client.query(`create database ${DATABASE}`));
  const peer = new URL(url);
  peer.pathname = `/${DATABASE}`;
  await onServer(peer.href, (client) => client.query(TABLES));
  const run = (...args: string[]) => runPgBench(program, peer, args);
  await run('--initialize', '--quiet', '--scale', String(SCALE));
  const measure = async (seconds: number, clients: number, ...which: string[]) => {
    // It counts in whole seconds.
    const time = ['--time', String(Math.max(1, Math.round(seconds)))];
    const load = ['--client', String(clients), '--jobs', String(THREADS), ...time];
    return readTps(await run('--protocol', 'prepared', '--no-vacuum', ...load, ...which));
  };
  return {
    read: (seconds, clients) => measure(seconds, clients, '--select-only'),
    write: (seconds, clients) => measure(seconds, clients, '--file', script),
    async close() {
      await onServer(url, (client) => client.query(`drop database ${DATABASE} with (force)`));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runPgBench(program: string, { hostname, port, username, password, pathname }: URL, args: string[]) {
  const env = { PATH: process.env.PATH, PGPASSWORD: decodeURIComponent(password) };
  const target = ['--host', hostname, '--port', port, '--username', decodeURIComponent(username), pathname.slice(1)];
  const { stdout } = await promisify(execFile)(program, [...args, ...target], { env });
  return stdout;
}

function readTps(output: string): Measured {
  const [, tps] = /^tps = ([\d.]+) \(without/m.exec(output) ?? [];
  if (tps === undefined) throw new Error(`pgbench did not say how fast it was:\n${output}`);
  return { per_second: Number(tps), p50: null, p99: null, cpu: null };
}

async function onServer(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
