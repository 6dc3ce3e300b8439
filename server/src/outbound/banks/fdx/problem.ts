// Turns a bank's refusal into one BankError: the challenge first, then the FDX code, then the status.
import { z } from 'zod';
import { BankError, type BankErrorKind } from '#domain/connections/bank.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { lookup } from '#kernel/lookup.ts';
import type { BankAnswer } from '../http.ts';
import { parseJson } from '../json.ts';
import { errorCode } from './shapes.ts';

/** Longest piece of a bank's answer that is kept for support, so that an error cannot carry a body. */
const MAX_CODE_LENGTH = 64;
const MAX_RETRY_AFTER_SECONDS = 30 * 24 * 3600;
/** The end of the year 9999. Whoever names more counts in something else than seconds. */
const LAST_SECOND = 253_402_300_799;

/** A bank that is down and may have told when it is back. */
export class BankOutage extends BankError {
  /** Unix seconds of real time; null when the bank did not tell. */
  readonly expected_available_at: number | null;

  constructor(kind: BankErrorKind, upstream: BankError['upstream'], expectedAvailableAt: number | null) {
    super(kind, upstream);
    this.expected_available_at = expectedAvailableAt;
  }
}

/**
 * Error codes: FDX's, and those that banks without OAuth answer when the platform signs in for the customer. 401 and 403 are left
 * out: banks use them as plain copies of the HTTP status, so the status decides.
 */
const KIND_BY_CODE: Readonly<Record<string, BankErrorKind>> = {
  '103': 'password_rejected',
  '108': 'reauthentication_required',
  '109': 'reauthentication_required',
  '185': 'reauthentication_required',
  '187': 'reauthentication_required',
  '480': 'recipient_suspended',
  '500': 'institution_unavailable',
  '501': 'institution_unavailable',
  '503': 'institution_maintenance',
  '601': 'customer_not_found',
  '602': 'permission_missing',
  '603': 'credential_rejected',
  '701': 'account_not_found',
  '704': 'account_unsupported',
  '705': 'account_closed',
  '706': 'account_restricted',
  '931': 'reauthentication_required',
  // The bank cannot get our keys.
  '1000': 'client_rejected',
  '1107': 'data_not_ready',
  '1207': 'rate_limited',
  '1300': 'data_not_ready',
};
const OUTAGES: readonly BankErrorKind[] = ['institution_unavailable', 'institution_maintenance', 'rate_limited'];
/** What is believed of a server that is failing: nothing against a link. */
const TOLD_WHILE_FAILING: readonly BankErrorKind[] = [...OUTAGES, 'client_rejected'];

const errorBody = z.object({
  code: errorCode.nullish().catch(null),
  expected_available_at: z
    .union([z.number().int().positive().max(LAST_SECOND), z.iso.datetime({ offset: true })])
    .nullish()
    .catch(null),
});

/** The error for an answer that is not a success. `bankAccount`: the account the request was about. */
export function problemOf(answer: BankAnswer, now: Date, bankAccount: string | null = null): BankError {
  const parsed = errorBody.safeParse(parseJson(answer.text));
  const body = parsed.success ? parsed.data : null;
  const upstream: BankError['upstream'] = {
    status: answer.status,
    code: shorten(body?.code ?? challengeError(answer.headers)),
    interaction_id: interactionId(answer.headers),
    ...(bankAccount === null ? {} : { bank_account: bankAccount }),
  };
  const kind = kindOf(answer, body?.code ?? null);
  if (!OUTAGES.includes(kind)) return new BankError(kind, upstream);
  return new BankOutage(kind, upstream, availableAt(body?.expected_available_at ?? null, answer.headers, now));
}

/** The bank's support handle of one exchange. */
export function interactionId(headers: Headers): string | null {
  return shorten(headers.get('x-fapi-interaction-id'));
}

function kindOf(answer: BankAnswer, code: string | null): BankErrorKind {
  const challenge = challengeError(answer.headers);
  if (challenge === 'insufficient_user_authentication') return 'reauthentication_required';
  if (challenge === 'insufficient_scope') return 'permission_missing';
  const byCode = lookup(KIND_BY_CODE, code);
  // A server that is failing is no witness against a link, whatever code it puts into the failure.
  if (answer.status >= 500) return byCode && TOLD_WHILE_FAILING.includes(byCode) ? byCode : 'institution_unavailable';
  return byCode ?? kindByStatus(answer.status);
}

// A bare 403 or 404 comes from firewalls and wrong paths as easily as from the bank's rules: nothing is concluded from it.
function kindByStatus(status: number): BankErrorKind {
  if (status === 401) return 'credential_rejected';
  if (status === 429) return 'rate_limited';
  // No firewall says that; the customer has to unlock his own access first.
  if (status === 423) return 'user_locked_out';
  if (status === 408) return 'institution_unavailable';
  return 'protocol';
}

function challengeError(headers: Headers): string | null {
  const header = headers.get('www-authenticate')?.slice(0, 1000) ?? '';
  return /(?:^|[\s,])error="?([\w.-]+)"?/i.exec(header)?.[1] ?? null;
}

function shorten(text: string | null): string | null {
  return text ? text.slice(0, MAX_CODE_LENGTH) : null;
}

function availableAt(told: number | string | null, headers: Headers, now: Date): number | null {
  if (typeof told === 'number') return told;
  if (told !== null) return unixSeconds(new Date(told));
  const after = headers.get('retry-after');
  if (!after) return null;
  if (/^\d{1,9}$/.test(after)) return unixSeconds(now) + Math.min(Number(after), MAX_RETRY_AFTER_SECONDS);
  const date = new Date(after);
  return Number.isNaN(date.getTime()) ? null : unixSeconds(date);
}
