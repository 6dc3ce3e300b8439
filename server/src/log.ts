// The log: one line of JSON per thing that happened, without what kernel/redact.ts lists.
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { redact, SECRET_FIELDS } from '#kernel/redact.ts';

/** At the top of a line and inside what it names. */
const PATHS = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** Opens the log. `to`: where lines go, standard output unless told. */
export function openLog(level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    redact: { paths: PATHS, censor: '…' },
    hooks: { streamWrite: redact },
  };
  return to === undefined ? pino(options) : pino(options, to);
}
