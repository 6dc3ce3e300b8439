// The sandbox bank's operator desk over its control API: it moves the bank, never the platform's rows.
import { z } from 'zod';
import type { InstitutionProfile } from '#domain/connections/bank.ts';
import { type BankControl, BankControlError } from '#domain/connections/banks.ts';
import { type BankFetch, protocolError } from './http.ts';
import { parseJson } from './json.ts';

const MAX_MESSAGE_LENGTH = 500;
const MAX_PERSON_ACCOUNTS = 1000;

const refusal = z.object({
  error: z.object({ message: z.string(), param: z.string().nullish() }),
});
const redirect = z.object({ redirect_to: z.url() });
const person = z.object({
  accounts: z.array(z.object({ account_id: z.string(), display_name: z.string() })).max(MAX_PERSON_ACCOUNTS),
  consents: z.array(z.object({ consent_id: z.string() })),
});

export interface ControlOptions {
  http: BankFetch;
  bank_url: string;
  token: string;
}

/** Throws BankControlError where the desk refuses, BankError where the bank does not answer. */
export function createBankControl(options: ControlOptions): BankControl {
  const call = (method: string, institution: InstitutionProfile, path: string[], body?: Record<string, unknown>) =>
    ask(options, method, [institution.slug, ...path], body);
  const latestConsent = async (institution: InstitutionProfile, bankUser: string) => {
    const { consents } = read(person, await call('GET', institution, ['people', bankUser]));
    const latest = consents.at(-1);
    if (latest === undefined) throw new BankControlError(404, 'The person has given no consent.');
    return latest.consent_id;
  };
  return {
    moves: ({ protocol }) => String(protocol.issuer ?? protocol.sign_ins).startsWith('/'),
    async setTime(institution, bankUser, at) {
      await call('PUT', institution, ['people', bankUser, 'time'], { at: at?.toISOString() ?? null });
    },
    async authorize(institution, request) {
      const body = {
        url: request.url,
        user: request.bank_user,
        outcome: request.outcome,
        ...(request.accounts === null ? {} : { accounts: request.accounts }),
      };
      return read(redirect, await call('POST', institution, ['authorizations'], body));
    },
    async person(institution, bankUser) {
      const { accounts } = read(person, await call('GET', institution, ['people', bankUser]));
      return {
        accounts: accounts.map(({ account_id, display_name }) => ({ bank_account: account_id, display_name })),
      };
    },
    async simulateConsent(institution, { consent, bank_user }, event) {
      const at = consent ?? (await latestConsent(institution, bank_user));
      await call('POST', institution, ['consents', at, 'simulate'], { event });
    },
    async simulateAccount(institution, target, event) {
      const body = { event, ...(target.consent === null ? {} : { consent_id: target.consent }) };
      await call('POST', institution, ['people', target.bank_user, 'accounts', target.bank_account, 'simulate'], body);
    },
  };
}

async function ask(
  options: ControlOptions,
  method: string,
  path: string[],
  body?: Record<string, unknown>,
): Promise<unknown> {
  const url = new URL(`/control/${path.map(encodeURIComponent).join('/')}`, options.bank_url);
  const answer = await options.http(url, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${options.token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const json = parseJson(answer.text);
  if (answer.status >= 200 && answer.status < 300) return json;
  const refused = refusal.safeParse(json);
  if (!refused.success) throw protocolError('a control answer in another shape', { status: answer.status });
  const { message, param } = refused.data.error;
  throw new BankControlError(answer.status, message.slice(0, MAX_MESSAGE_LENGTH), param ?? null);
}

function read<T>(shape: z.ZodType<T>, json: unknown): T {
  const parsed = shape.safeParse(json);
  if (!parsed.success) throw protocolError('a malformed control answer');
  return parsed.data;
}
