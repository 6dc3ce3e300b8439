// POST /banks/:institution/notifications: what a bank tells us unasked. Answered at once, and the same whatever we know of it.
import { z } from 'zod';
import type { Row } from '#database/schema.ts';
import { BankError } from '#domain/connections/bank.ts';
import type { Banks } from '#domain/connections/banks.ts';
import { institutionBySlug, profileOf } from '#domain/connections/institution_rows.ts';
import { type Heard, hear, type Notification } from '#domain/institutions/notification.ts';
import { callbackUrl } from '#domain/institutions/subscription.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { readBody } from '#inbound/http/body.ts';
import { ApiError } from '#inbound/http/errors.ts';
import type { RequestLog } from '#inbound/http/request_log.ts';
import { transact } from '#inbound/http/transact.ts';
import type { Metrics } from '#kernel/metrics.ts';

/** Far beyond any notification. */
const BODY_BYTES_MAX = 65_536;
const ID_MAX = 256;

/** Control characters are in no id, and some of them in no row. */
const id = z
  .string()
  .min(1)
  .max(ID_MAX)
  .regex(/^\P{Cc}+$/u);

/** Fields that we do not know are the bank's business. */
const notification = z.object({
  notificationId: id,
  type: id,
  notificationPayload: z.object({ id, idType: id }),
});

/** `banks` for their keys only; no network is used in a transaction. */
export interface BankWorld extends ApiWorld {
  banks: Banks;
  metrics: Metrics;
}

type Outcome = Heard | 'malformed' | 'unsigned' | 'unverifiable';

const ANSWERS: Record<Outcome, { status: number; headers?: Record<string, string> }> = {
  heeded: { status: 204 },
  repeated: { status: 204 },
  unheeded: { status: 204 },
  malformed: { status: 400 },
  unsigned: { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } },
  too_many: { status: 429, headers: { 'Retry-After': '60' } },
  // The bank's keys cannot be read; it tells us again.
  unverifiable: { status: 503, headers: { 'Retry-After': '60' } },
};

/** 404 where there is no such bank, or none that we asked to tell us anything. */
export async function notifications(
  world: BankWorld,
  slug: string,
  request: Request,
  log: RequestLog,
): Promise<Response> {
  const row = await world.database.transact((trx) => institutionBySlug(trx, slug));
  if (row === null || profileOf(row).policy.notifications === 'none') return new Response(null, { status: 404 });
  const outcome = await take(world, row, request);
  log.about({ institution: slug, notification: outcome });
  world.metrics.count('relink_bank_notifications_total', { institution: slug, outcome });
  const { status, headers } = ANSWERS[outcome];
  return new Response(null, { status, headers });
}

async function take(world: BankWorld, row: Row<'institutions'>, request: Request): Promise<Outcome> {
  const body = await readBody(request, BODY_BYTES_MAX).catch((error: unknown) => {
    if (error instanceof ApiError) return null;
    throw error;
  });
  const news = body === null ? null : read(body);
  if (body === null || news === null) return 'malformed';
  const signed = await isSigned(world, row, { authorization: request.headers.get('authorization'), body });
  if (signed !== 'signed') return signed;
  return await transact(world.database, (trx) => hear(world, trx, row.id, news));
}

function read(body: string): Notification | null {
  const parsed = notification.safeParse(json(body));
  if (!parsed.success) return null;
  const { notificationId, type, notificationPayload } = parsed.data;
  return { id: notificationId, type, about: { id: notificationPayload.id, type: notificationPayload.idType } };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** FDX has no signature: where a bank has none of its own either, what it says is as good as anybody's, and only makes us look. */
async function isSigned(
  { banks, public_url }: BankWorld,
  row: Row<'institutions'>,
  told: { authorization: string | null; body: string },
): Promise<'signed' | 'unsigned' | 'unverifiable'> {
  const profile = profileOf(row);
  if (profile.policy.notifications === 'unsigned') return 'signed';
  const { events } = banks.connector(row.connector);
  if (events === undefined) return 'unsigned';
  const callback_url = callbackUrl(public_url, row.slug);
  return await events.isSigned(profile, { ...told, callback_url }).then(
    (signed) => (signed ? 'signed' : 'unsigned'),
    (error: unknown) => {
      if (error instanceof BankError) return 'unverifiable';
      throw error;
    },
  );
}
