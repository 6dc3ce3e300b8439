// What a person at the terminal reads when a command fails: one line that names the culprit, no stack.
import { type Config, ConfigError } from '../../server/src/config.ts';

/** LOG_LEVEL=debug shows where in the code it came up. */
export function explain(error: unknown, config: Config | null): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) return error.message;
  if (['debug', 'trace'].includes(config?.log_level ?? '')) return error.stack ?? error.message;
  const [line = error.name] = error.message.split('\n');
  if (error.name === 'DatabaseUnavailable') return config?.database_url ? `DATABASE_URL: ${line}` : line;
  // A plain Error carries a sentence of ours; anything else came from below and may need its stack.
  return error.constructor === Error ? line : `${line} (LOG_LEVEL=debug shows where this came from)`;
}
