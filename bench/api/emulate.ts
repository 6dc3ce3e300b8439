// The peer as a process of its own: emulate with its Stripe plugin, everything in memory; tells its parent where it is.
import { createEmulator } from 'emulate';
import { freePort } from '../../test/ports.ts';

/** Each answers 5,000 times: enough for the longest run. */
const KEYS = 500;

const keys = Array.from({ length: KEYS }, (_, index) => `sk_test_bench${index}`);
const receiver = process.env.BENCH_RECEIVER;
const emulator = await createEmulator({
  service: 'stripe',
  port: await freePort(),
  seed: {
    tokens: Object.fromEntries(keys.map((key) => [key, { login: 'bench' }])),
    stripe: { webhooks: receiver ? [{ url: receiver, events: ['*'] }] : [] },
  },
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
});
process.once('disconnect', () => process.exit(0));
process.send?.({ url: emulator.url.replace('localhost', '127.0.0.1'), keys });
