// Where Relink is and which keys to use: from the environment, else from the file that `npm start` leaves in its data folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Settings {
  /** Base of the API, and of the browser SDK's script. */
  api_base: string;
  secret_key: string;
  publishable_key: string;
  /** Signs the events that `stripe listen` forwards; without it the shop makes a webhook endpoint of its own. */
  webhook_secret?: string | undefined;
  /** Where this shop listens. */
  port: number;
}

/** Throws one line that says what to do when Relink has not been started yet. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const { RELINK_API_BASE, RELINK_SECRET_KEY, RELINK_PUBLISHABLE_KEY } = env;
  const port = Number(env.SHOP_PORT ?? 4300);
  const own = { webhook_secret: env.RELINK_WEBHOOK_SECRET, port };
  if (RELINK_API_BASE && RELINK_SECRET_KEY && RELINK_PUBLISHABLE_KEY) {
    return {
      api_base: RELINK_API_BASE,
      secret_key: RELINK_SECRET_KEY,
      publishable_key: RELINK_PUBLISHABLE_KEY,
      ...own,
    };
  }
  const file = join(env.RELINK_DATA_DIR ?? join(import.meta.dirname, '../../.relink'), 'sandbox.json');
  try {
    return { ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Settings, 'port' | 'webhook_secret'>), ...own };
  } catch {
    throw new Error(
      `There is no ${file}. Start Relink with \`npm start\` first, or set RELINK_API_BASE, RELINK_SECRET_KEY and RELINK_PUBLISHABLE_KEY.`,
    );
  }
}
