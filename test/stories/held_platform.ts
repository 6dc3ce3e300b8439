// The platform as a process of its own that stops for good at one call to a bank: the bank has acted, the platform does not know yet.
// Its parent kills it there. RELINK_TEST_HOLD: which call, as a pattern of "METHOD path".
import { readConfig } from '../../server/src/config.ts';
import { startPlatform } from '../../server/src/main.ts';

const { RELINK_TEST_HOLD, ...env } = process.env;
const hold = new RegExp(RELINK_TEST_HOLD ?? '');
const tell = (message: object) => process.send?.(message);

await startPlatform(readConfig(env), {
  fetch: async (input, init) => {
    const answer = await fetch(input, init);
    const call = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`;
    if (!hold.test(call)) return answer;
    tell({ held: call });
    return await new Promise<Response>(() => {});
  },
});
tell({ ready: true });
