// Worlds in live mode: one that is opened as an operator opens his, and one that the stories of a process share.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Platform } from '../../server/src/main.ts';
import { share } from '../shared.ts';
import type { Scene } from '../story.ts';
import { SLUGS } from './banks.ts';
import { type Ground, openGround } from './ground.ts';

const ROOT = join(import.meta.dirname, '../..');
export const OWNER = 'ada@shop.example';

export interface LiveWorld extends Scene, Omit<Ground, 'url' | 'platform' | 'sceneFor' | 'close'> {
  platform: Platform;
  /** What `npm run merchant -- create` said. */
  created: string;
}

const common = share(
  () => openGround(SLUGS),
  (ground) => ground.close(),
);

/** Opens one with these banks of the sandbox; its merchant is made at the terminal. */
export async function openLiveWorld(slugs: readonly string[]): Promise<LiveWorld> {
  const { sceneFor, ...ground } = await openGround(slugs);
  const created = await merchantCommand(ground.env, ['create', 'Shop', '--owner', OWNER]);
  const keys = { secret: keyIn(created, 'sk'), publishable: keyIn(created, 'pk') };
  return {
    ...ground,
    ...sceneFor(keys, ground.close),
    created,
    get platform() {
      return ground.platform();
    },
  };
}

/** The world that the stories of one process share, with all banks, seen by a new merchant. Its time goes on from story to story. */
export async function joinLiveWorld(): Promise<Scene> {
  const ground = await common.take();
  return { ...(await ground.newScene()), close: () => common.giveBack() };
}

/** `npm run merchant` in this installation's environment; what it printed. */
export async function merchantCommand(env: Record<string, string>, args: string[]): Promise<string> {
  const script = join(ROOT, 'scripts', 'merchant.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...env, PATH: process.env.PATH },
  });
  return stdout;
}

function keyIn(text: string, kind: 'sk' | 'pk'): string {
  const [key] = new RegExp(`${kind}_live_\\w+`).exec(text) ?? [];
  if (key === undefined) throw new Error(`no ${kind}_live_ key was printed:\n${text}`);
  return key;
}
