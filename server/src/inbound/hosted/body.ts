// Reads the JSON bodies of the flow: the client secret is accepted here and nowhere else, never in a URL. The customer's own page
// brings the token of its link instead.
import { z } from 'zod';
import { CLIENT_SECRET_PREFIX } from '#domain/connections/session.ts';
import { readBody } from '#inbound/http/body.ts';
import { invalidParam, malformedRequest } from '#inbound/http/errors.ts';

const TEXT_MAX = 500;
const ACCOUNTS_MAX = 100;
const FIELDS_MAX = 10;
const SECRET_MAX = 255;
const LOCALE_MAX = 35;

/** PostgreSQL stores no NUL in text. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'));

const fields = {
  locale: text(LOCALE_MAX).optional(),
  query: text(TEXT_MAX).optional(),
  institution: text(TEXT_MAX).optional(),
  reason: text(TEXT_MAX).optional(),
  accounts: z.array(text(TEXT_MAX)).max(ACCOUNTS_MAX).optional(),
  values: z
    .record(text(TEXT_MAX), text(TEXT_MAX))
    .refine((values) => Object.keys(values).length <= FIELDS_MAX)
    .optional(),
};
const schemas = {
  client_secret: z.object({ ...fields, client_secret: z.string().startsWith(CLIENT_SECRET_PREFIX).max(SECRET_MAX) }),
  hosted_token: z.object({ ...fields, hosted_token: z.string().max(SECRET_MAX) }),
};

export type FlowBody = Omit<z.output<(typeof schemas)['client_secret']>, 'client_secret'>;
type Opener = keyof typeof schemas;

/** `opener` is what opens the session. Throws the 400 that names what is wrong. */
export async function readFlowBody<O extends Opener>(
  request: Request,
  opener: O,
): Promise<z.output<(typeof schemas)[O]>> {
  const text = await readBody(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformedRequest('The request body is not valid JSON.');
  }
  const parsed = schemas[opener].safeParse(value);
  if (parsed.success) return parsed.data as z.output<(typeof schemas)[O]>;
  const param = String(parsed.error.issues[0]?.path[0] ?? opener);
  throw invalidParam(`Invalid ${param}.`, param);
}
