// The platform as a process of its own, set up by its environment as in production; tells its parent where it is.
import { readConfig } from '../../server/src/config.ts';
import { startPlatform } from '../../server/src/main.ts';

const platform = await startPlatform(readConfig(process.env), {
  database_template: process.env.BENCH_DATABASE_TEMPLATE || undefined,
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
});
process.once('disconnect', async () => {
  await platform.close();
  // Also writes the profile of a process that was started with --cpu-prof.
  process.exit(0);
});
const { keys, dashboard_url } = platform.sandbox!;
process.send?.({ url: platform.url, keys: [keys.secret], dashboard_url });
