// Reads FDX resources: bounded pages on the bank's own origin, one BankError per refusal.
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { BankAccount, BankNumbers } from '#domain/connections/bank.ts';
import { BankError } from '#domain/connections/bank.ts';
import type { Clock } from '#kernel/clock.ts';
import { type BankAnswer, type BankFetch, protocolError } from '../http.ts';
import { parseJson } from '../json.ts';
import { type CommonProtocol, resourceUrl } from '../protocol.ts';
import { accountOf, isAbsent } from './account.ts';
import { numbersOf } from './number.ts';
import { interactionId, problemOf } from './problem.ts';
import { accountPage, accountRow, page as pageShape, paymentNetworkPage, unwrapRow } from './shapes.ts';

/** A customer with more pages of accounts than this is a bank that loops. */
export const MAX_PAGES = 20;
export const MAX_ACCOUNTS = 1000;

export interface ResourceContext {
  /** Proves our right to what is asked. */
  http: BankFetch;
  /** What paths of resources are below of. */
  bank_url: string;
  clock: Clock;
  /** Opens an answer of payment networks where the bank signs or encrypts these. */
  open(answer: BankAnswer): Promise<BankAnswer>;
}

/** One request for a resource. */
export interface ResourceRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: URL;
  body?: Record<string, unknown>;
  bank_account?: string;
}

/** Sends one request; throws BankError unless the answer is a success. */
export async function request(context: ResourceContext, asked: ResourceRequest): Promise<BankAnswer> {
  const answer = await context.http(asked.url, {
    method: asked.method,
    headers: {
      // What a bank signs or encrypts comes as text or as a type of its own.
      accept: 'application/json, */*;q=0.5',
      'x-fapi-interaction-id': randomUUID(),
      ...(asked.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(asked.body ? { body: JSON.stringify(asked.body) } : {}),
  });
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw problemOf(answer, context.clock.now(), asked.bank_account ?? null);
}

/** The same, and the whole of it: 206 is a part of the rows or of the fields; acting on it would take what is left out for gone. */
export async function requestWhole(context: ResourceContext, asked: ResourceRequest): Promise<BankAnswer> {
  const answer = await request(context, asked);
  if (answer.status !== 206) return answer;
  const upstream = { status: 206, code: null, interaction_id: interactionId(answer.headers) };
  throw new BankError('data_not_ready', upstream);
}

/** The body of a successful answer in the given shape, `unwrap`ped before; throws BankError `protocol` for anything else. */
export function readBody<T>(
  answer: BankAnswer,
  shape: z.ZodType<T>,
  what: string,
  unwrap: (body: unknown) => unknown = (body) => body,
): T {
  const parsed = shape.safeParse(unwrap(parseJson(answer.text)));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.');
  throw protocolError(`${what} is malformed${where ? ` at ${where}` : ''}`, {
    status: answer.status,
    interaction_id: interactionId(answer.headers),
  });
}

/** Every account that the token may see. A row that cannot be identified fails the whole read: a missing account has consequences. */
export async function listAccounts(context: ResourceContext, protocol: CommonProtocol): Promise<BankAccount[]> {
  const start = resourceUrl(context.bank_url, protocol.resources.accounts);
  const pages = await readPages(context, { method: 'GET', url: start });
  const accounts = new Map<string, BankAccount>();
  for (const answer of pages) {
    for (const row of readBody(answer, accountPage, 'the list of accounts').accounts) {
      const parsed = accountRow.safeParse(unwrapRow(row));
      if (!parsed.success) throw protocolError('an account row without an id');
      if (isAbsent(parsed.data)) continue;
      accounts.set(parsed.data.accountId, accountOf(parsed.data, protocol.attributes.number_expires_at));
    }
  }
  if (accounts.size > MAX_ACCOUNTS) throw protocolError(`more than ${MAX_ACCOUNTS} accounts`);
  return [...accounts.values()];
}

/** The account's numbers for ACH; null where no payment network takes it. */
export async function getNumbers(
  context: ResourceContext,
  protocol: CommonProtocol,
  account: string,
): Promise<BankNumbers | null> {
  const start = resourceUrl(context.bank_url, protocol.resources.payment_networks, { accountId: account });
  const asked: ResourceRequest = { method: 'GET', url: start, bank_account: account };
  try {
    const pages = await readPages(context, asked, context.open);
    const rows = pages.flatMap(
      (answer) => readBody(answer, paymentNetworkPage, 'the payment networks').paymentNetworks,
    );
    const numbers = numbersOf(rows, protocol.attributes);
    return numbers && { ...numbers, interaction_id: interactionId(pages[0]!.headers) };
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    // Some banks answer 409 while a new tokenized number is still being made.
    if (error.kind === 'protocol' && error.upstream.status === 409)
      throw new BankError('data_not_ready', error.upstream);
    throw error;
  }
}

async function readPages(
  context: ResourceContext,
  first: ResourceRequest,
  open: ResourceContext['open'] = async (answer) => answer,
): Promise<BankAnswer[]> {
  const answers: BankAnswer[] = [];
  const seen = new Set<string>();
  let next: URL | null = first.url;
  while (next) {
    if (answers.length === MAX_PAGES || seen.has(next.href)) throw protocolError('a list that does not end');
    seen.add(next.href);
    const answer: BankAnswer = await open(await requestWhole(context, { ...first, url: next }));
    answers.push(answer);
    next = nextPage(next, answer, first.url.origin);
  }
  return answers;
}

/** Where a list goes on, on the same origin; null at its end. Throws BankError `protocol` for a link that leads elsewhere. */
export function nextPage(current: URL, answer: BankAnswer, origin: string): URL | null {
  const { links, page } = readBody(answer, pageShape, 'the page');
  if (links?.next) {
    if (!URL.canParse(links.next, current.href)) throw protocolError('a next link that is not a URL');
    const next = new URL(links.next, current);
    // The token travels with the request, so the list may not continue elsewhere.
    if (next.origin !== origin) throw protocolError('a next link to another origin');
    return next;
  }
  const key = page?.nextPageKey ?? page?.nextOffset;
  if (!key) return null;
  const next = new URL(current);
  next.searchParams.set(page?.nextPageKey ? 'pageKey' : 'offset', key);
  return next;
}
