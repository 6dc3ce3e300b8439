// Has requests measured in the load process, and asks the server what they cost it.
import type { AskCpu, Load, Measured, Rates, Said } from './measure.ts';
import { type Running, startProcess } from './processes.ts';
import type { Request } from './requests.ts';

export interface Generator {
  /** Throws when a request was refused: a figure that counts refusals would be a wrong one. */
  measure(request: Request, cpu: AskCpu): Promise<Measured>;
  stop(): Promise<void>;
}

export async function startGenerator(options: Pick<Load, 'clients' | 'warm_up_ms' | 'measure_ms'>): Promise<Generator> {
  const process = await startProcess<'ready'>('load.ts');
  return {
    async measure(request, cpu) {
      let warm: Promise<number> | null = null;
      const { answered, ...rates } = await run(process, { ...request, ...options }, () => {
        warm = cpu();
      });
      const used = warm === null ? null : (await cpu()) - (await warm);
      return { ...rates, cpu: used === null || answered === 0 ? null : used / answered };
    },
    stop: () => process.stop(),
  };
}

async function run({ child }: Running<unknown>, load: Load, warm: () => void): Promise<Rates> {
  const { promise, resolve, reject } = Promise.withResolvers<Rates>();
  const gone = () => reject(new Error('the load process has ended'));
  const hear = (message: unknown) => {
    const said = message as Said;
    if (said === 'warm') warm();
    else if ('failed' in said) reject(new Error(said.failed));
    else resolve(said.rates);
  };
  child.on('message', hear).once('exit', gone);
  child.send(load);
  return await promise.finally(() => child.off('message', hear).off('exit', gone));
}
