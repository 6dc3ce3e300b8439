// POST /mails/events: the mail provider tells which mails arrived and which came back. See docs/mail.md.
import { z } from 'zod';
import { recordDelivery } from '#domain/mails/delivery.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { readBody } from '#inbound/http/body.ts';
import { ApiError, invalidRequest, malformedRequest } from '#inbound/http/errors.ts';
import { startRequestLog } from '#inbound/http/request_log.ts';
import { asApiError } from '#inbound/http/serve.ts';
import { transact } from '#inbound/http/transact.ts';
import { newId } from '#kernel/id.ts';
import { hashSecret, sameBytes } from '#kernel/secret.ts';

const PATH = '/mails/events';
const REPORTS_MAX = 1_000;
/** What a header line may hold (RFC 5322 section 2.1.1). */
const MESSAGE_ID_MAX = 998;
const REASON_MAX = 5_000;

const REPORTS = z
  .array(
    z.strictObject({
      message_id: z
        .string()
        .trim()
        .max(MESSAGE_ID_MAX)
        .regex(/^[\x21-\x7e]+$/, 'not a Message-ID')
        .transform((id) => id.replace(/^<(.*)>$/, '$1')),
      event: z.enum(['delivered', 'bounced']),
      reason: z
        .string()
        .max(REASON_MAX)
        .transform((reason) => reason.replace(/\p{Cc}+/gu, ' '))
        .nullish(),
    }),
  )
  .max(REPORTS_MAX);

/** Null for every other address, and wherever no token is configured. */
export function createMailEvents(
  world: ApiWorld,
  token: string | null,
): (request: Request) => Promise<Response | null> {
  if (token === null) return async () => null;
  const expected = hashSecret(`Bearer ${token}`);
  return async (request) => {
    if (request.method !== 'POST' || new URL(request.url).pathname !== PATH) return null;
    const id = newId('req', world.random);
    const log = startRequestLog(world.log, request.method, id);
    log.route(PATH);
    const answer = (status: number, body: object, more: Record<string, string> = {}) => {
      log.done(status);
      return Response.json(body, { status, headers: { ...more, 'Cache-Control': 'no-store', 'Request-Id': id } });
    };
    try {
      requireToken(request, expected);
      const reports = await readReports(request);
      return answer(200, await record(world, reports));
    } catch (error) {
      const refused = asApiError(error, { id, log });
      return answer(refused.status, refused.json(), refused.headers);
    }
  };
}

function requireToken(request: Request, expected: Uint8Array): void {
  const given =
    request.headers
      .get('authorization')
      ?.trim()
      .replace(/^bearer /i, 'Bearer ') ?? '';
  if (sameBytes(hashSecret(given), expected)) return;
  const message = 'This address takes the bearer token that RELINK_MAIL_TOKEN names.';
  throw new ApiError(401, 'invalid_request_error', message, { headers: { 'WWW-Authenticate': 'Bearer' } });
}

async function readReports(request: Request): Promise<z.output<typeof REPORTS>> {
  const text = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw malformedRequest('The request body is not valid JSON.');
  }
  const result = REPORTS.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? []);
  const param = path.map((key) => `[${String(key)}]`).join('');
  throw invalidRequest(
    `Invalid reports: ${issue?.message ?? 'not in the expected form'}`,
    param === '' ? {} : { param },
  );
}

/** Each in a transaction of its own: a provider that hears of a failure sends all of them again, which changes nothing. */
async function record(
  { database, clock }: ApiWorld,
  reports: z.output<typeof REPORTS>,
): Promise<{ received: number; known: number }> {
  let known = 0;
  for (const { message_id, event, reason } of reports) {
    const report = { message_id, event, reason: reason ?? null };
    if (await transact(database, (trx) => recordDelivery({ trx, clock }, report))) known += 1;
  }
  return { received: reports.length, known };
}
