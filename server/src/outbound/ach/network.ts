// The ACH network behind its port: the sandbox bank's desk, over HTTP, as an originator with an id and a secret.
import { z } from 'zod';
import type { AchEntry, AchNetwork, AchOutcome, AchRejection } from '#domain/payments/ach.ts';
import { AchUnavailable } from '#domain/payments/ach.ts';
import { type BankAnswer, type BankFetch, createBankFetch } from '../banks/http.ts';
import { parseJson } from '../banks/json.ts';

/** The desk decides at once; what takes longer is lost. */
const TIMEOUT_MS = 8_000;
/** The network's field for what the customer reads. */
const NAME_LENGTH_MAX = 100;

export interface AchNetworkOptions {
  /** Origin of the sandbox bank. */
  bank_url: string;
  client_id: string;
  client_secret: string;
  /** An egress's. */
  fetch: typeof fetch;
}

const REASONS = ['blocked', 'invalid_currency', 'weekly_limit'] as const satisfies readonly AchRejection[];

const told = z.object({
  trace_number: z.string(),
  status: z.enum(['pending', 'settled', 'returned', 'rejected']),
  return_code: z
    .string()
    .regex(/^R\d{2}$/)
    .nullable(),
  reason: z.enum(REASONS).nullable(),
  disputed_with: z
    .string()
    .regex(/^R\d{2}$/)
    .nullable(),
});

const refusal = z.object({ param: z.string(), message: z.string() });

/** Opens the network. Nothing is sent before the first call. */
export function createAchNetwork(options: AchNetworkOptions): AchNetwork {
  const http = createBankFetch({
    fetch: options.fetch,
    timeout_ms: TIMEOUT_MS,
    origins: [new URL(options.bank_url).origin],
  });
  const desk = new URL('/ach/entries', options.bank_url);
  const headers = {
    accept: 'application/json',
    authorization: basic(options.client_id, options.client_secret),
    'content-type': 'application/json',
  };
  return {
    async submit(entry, again) {
      const answer = await ask(http, desk, { method: 'POST', headers, body: JSON.stringify(wireOf(entry)) });
      return isRefusal(answer, again) ? { status: 'refused' } : outcomeOf(answer, entry.trace_number);
    },
    async outcome(trace_number) {
      const answer = await ask(http, new URL(`${desk.pathname}/${trace_number}`, desk), { method: 'GET', headers });
      return answer.status === 404 ? null : outcomeOf(answer, trace_number);
    },
  };
}

/**
 * The desk read it and says by name what makes it no entry; the same words again would be answered the same. What stands in
 * between says 400, too, and names nothing. Of one that was perhaps taken before, a conflict says that it was.
 */
function isRefusal({ status, text }: BankAnswer, again: boolean): boolean {
  if (status !== 400 && (status !== 409 || again)) return false;
  return refusal.safeParse(parseJson(text)).success;
}

function wireOf(entry: AchEntry): Record<string, unknown> {
  return {
    trace_number: entry.trace_number,
    direction: entry.direction,
    routing_number: entry.routing_number,
    account_number: entry.account_number,
    account_id: entry.bank_account,
    amount: entry.amount,
    currency: entry.currency,
    company_name: entry.company_name.slice(0, NAME_LENGTH_MAX),
    individual_name: entry.individual_name?.slice(0, NAME_LENGTH_MAX) || null,
    effective_at: entry.effective_at?.toISOString() ?? null,
  };
}

async function ask(http: BankFetch, url: URL, init: RequestInit): Promise<BankAnswer> {
  try {
    return await http(url, init);
  } catch {
    throw new AchUnavailable('the ACH network could not be reached');
  }
}

function outcomeOf(answer: BankAnswer, trace_number: string): AchOutcome {
  const parsed = answer.status === 200 ? told.safeParse(parseJson(answer.text)) : null;
  if (!parsed?.success || parsed.data.trace_number !== trace_number) {
    throw new AchUnavailable(`the ACH network answered ${answer.status} with nothing to go by`);
  }
  const { status, return_code, reason, disputed_with } = parsed.data;
  if (status === 'pending') return { status };
  if (status === 'settled') return { status, disputed_with };
  if (status === 'returned' && return_code !== null) return { status, code: return_code };
  if (status === 'rejected' && reason !== null) return { status, reason };
  throw new AchUnavailable('the ACH network told an end without its reason');
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function basic(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}
