// The platform as a process of its own that stops for good at some calls to banks: the bank has acted, the platform does not know yet.
// Its parent says which call is next, as a pattern of "METHOD path" that one call fits, and kills it in the end.
import { readConfig } from '../../server/src/config.ts';
import { startPlatform } from '../../server/src/main.ts';

let hold: RegExp | null = null;
const tell = (message: object) => process.send?.(message);

process.on('message', ({ hold: next }: { hold: string }) => {
  hold = new RegExp(next);
  tell({ holding: next });
});
await startPlatform(readConfig(process.env), {
  fetch: async (input, init) => {
    const answer = await fetch(input, init);
    const call = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`;
    if (!hold?.test(call)) return answer;
    hold = null;
    tell({ held: call });
    return await new Promise<Response>(() => {});
  },
});
tell({ ready: true });
