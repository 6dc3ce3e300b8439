// npm run bench: starts a PostgreSQL with the durability of a real one, then runs bench/api (or the folder that is named) with the options given.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './lib/install.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { checkNode, endChildren, pinnedNode, root, start, toolEnv } from './lib/processes.mjs';
import { complain, Stop } from './lib/terminal.mjs';

const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

async function main(args) {
  checkNode();
  const named = args.length > 0 && !args[0].startsWith('-');
  const [name, rest] = named ? [args[0], args.slice(1)] : ['api', args];
  const file = join(root, 'bench', name, 'run.ts');
  if (!existsSync(file)) throw new Stop(`There is no benchmark bench/${name}/run.ts.`);
  await install();
  const postgres = await startPostgres(DURABLE);
  try {
    // PGBENCH: the peer that is measured in the same run, of the same version as the server.
    const env = toolEnv({ TEST_DATABASE_URL: postgres.url, PGBENCH: join(postgres.binaries, 'pgbench') });
    const child = start(pinnedNode(), [file, ...rest], { env, stdio: 'inherit' });
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    await postgres.stop();
  }
}

// The benchmark ends, main() stops the server on its way out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endChildren('SIGINT'));

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    complain(error);
    process.exit(1);
  },
);
