// A platform in a process of its own, with an empty database and a sandbox bank beside it, for as long as it is measured.
import { openBank } from '../../bank/src/bank.ts';
import { freshDatabase, type TestEngine } from '../../test/databases.ts';
import { freePort } from '../../test/ports.ts';
import { type Running, startProcess } from './processes.ts';
import type { Server } from './requests.ts';

const CONTROL_TOKEN = 'sandbox-bank-control';

/** Runs `work` and removes everything, whatever happens. `profile`: where a profile of the process is written, if at all. */
export async function withPlatform<T>(
  engine: TestEngine,
  profile: string | null,
  work: (platform: Running<Server>) => Promise<T>,
): Promise<T> {
  const database = await freshDatabase(engine);
  const port = await freePort();
  try {
    return await withBank(port, async (bank_port) => {
      const template = { BENCH_DATABASE_TEMPLATE: database.options.template ?? '' };
      const env = { ...database.env, PORT: String(port), BANK_PORT: String(bank_port), LOG_LEVEL: 'silent' };
      const node_options = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
      const platform = await startProcess<Server>('platform.ts', { env: { ...env, ...template }, node_options });
      return await work(platform).finally(() => platform.stop());
    });
  } finally {
    await database.remove();
  }
}

async function withBank<T>(platform_port: number, work: (port: number) => Promise<T>): Promise<T> {
  const port = await freePort();
  const redirect_uris = (slug: string) => [`http://127.0.0.1:${platform_port}/banks/${slug}/callback`];
  const bank = await openBank({
    data_folder: null,
    port,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [{ client_id: 'relink', client_secret: 'sandbox-bank-client-secret', redirect_uris }],
  });
  return await work(port).finally(() => bank.close());
}
