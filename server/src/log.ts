// The log: one line of JSON per thing that happened, and the one list of what never stands in it.
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

/** Fields that hold secrets wherever they come from, at the top of a line and inside what it names. */
const FIELDS = [
  'client_secret',
  'secret',
  'password',
  'values',
  'code_verifier',
  'access_token',
  'refresh_token',
  'id_token',
  'cookie',
  'launch_url',
];
const PATHS = FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** Secrets that give themselves away by how they begin, should one ever stand in a message or a stack. */
const TEXTS: [RegExp, string][] = [
  [
    /\b((?:sk|rk|pk)_(?:test|live)_|whsec_|fcsess_client_secret_|(?:fcsess|seti|pi)_[0-9A-Za-z]+_secret_|cliws_)[0-9A-Za-z]{8,}/g,
    '$1…',
  ],
  [/\b(Bearer|Basic) [\w.~+/=-]{8,}/g, '$1 …'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '…'],
  [/([?&](?:code|state|token|client_secret|id_token_hint|login_hint)=)[^&"\s\\]+/g, '$1…'],
  [/(\/banks\/launch\/)[0-9A-Za-z]+/g, '$1…'],
  [/(\/relink\/|\/verify\/|#)[0-9A-Za-z]{20,}/g, '$1…'],
  [/(smtps?:\/\/[^:@/\s]*:)[^@/\s]+(?=@)/g, '$1…'],
];

/** Opens the log. `to`: where lines go, standard output unless told. */
export function openLog(level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    redact: { paths: PATHS, censor: '…' },
    hooks: { streamWrite: withoutSecrets },
  };
  return to === undefined ? pino(options) : pino(options, to);
}

function withoutSecrets(line: string): string {
  return TEXTS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line);
}
