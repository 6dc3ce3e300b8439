// Reads the JSON bodies of the flow: the client secret is accepted here and nowhere else, never in a URL.
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

const schema = z.object({
  client_secret: z.string().startsWith(CLIENT_SECRET_PREFIX).max(SECRET_MAX),
  locale: text(LOCALE_MAX).optional(),
  query: text(TEXT_MAX).optional(),
  institution: text(TEXT_MAX).optional(),
  accounts: z.array(text(TEXT_MAX)).max(ACCOUNTS_MAX).optional(),
  values: z
    .record(text(TEXT_MAX), text(TEXT_MAX))
    .refine((values) => Object.keys(values).length <= FIELDS_MAX)
    .optional(),
});

export type FlowBody = z.output<typeof schema>;

/** Throws the 400 that names what is wrong. */
export async function readFlowBody(request: Request): Promise<FlowBody> {
  const text = await readBody(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformedRequest('The request body is not valid JSON.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const param = String(parsed.error.issues[0]?.path[0] ?? 'client_secret');
  throw invalidParam(`Invalid ${param}.`, param);
}
