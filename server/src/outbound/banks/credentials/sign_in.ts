// The bank's form sign-in over the wire: user name and password first, then as many questions as the bank has.
import { z } from 'zod';
import type { ConsentView, FormField, VisitRequest, VisitStep } from '#domain/connections/bank.ts';
import { lookup } from '#kernel/lookup.ts';
import { problemOf } from '../fdx/problem.ts';
import type { ResourceContext } from '../fdx/resources.ts';
import { type BankAnswer, protocolError } from '../http.ts';
import { parseJson } from '../json.ts';
import { type CredentialsProtocol, resourceUrl, wordsFor } from '../protocol.ts';
import { failed } from '../visit.ts';
import { credentialOf, session } from './session.ts';

/** What a bank may ask after the first prompt. */
const CHALLENGES = ['options', 'mfa', 'confirm_mfa', 'security_question', 'action'] as const;
type Challenge = (typeof CHALLENGES)[number];
/** What an `action` may be about; what else a bank names stands in its own words only. */
const ACTIONS = ['terms', 'profile'] as const;
/** A tag of BCP 47, near enough for an attribute of a page. */
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;

const MAX_ATTEMPTS = 3;
const MAX_OPTIONS = 50;
/** Longer answers are refused before they reach the bank. */
const MAX_ANSWER_LENGTH = 1000;

/** Kept between the steps of a visit; answers are never kept. */
const visitSecret = z.object({
  v: z.literal(1),
  clusters: z.array(z.string()),
  bank_user: z.string(),
  account_hint: z.string().nullable(),
  person_time: z.string().nullable(),
  /** Null until the bank has taken the first prompt. */
  sign_in: z.string().nullable(),
  prompt: z.enum(['credentials', ...CHALLENGES]),
  options: z.array(z.object({ id: z.string(), label: z.string() })),
  action: z.enum(ACTIONS).nullable().default(null),
  language: z.string().nullable().default(null),
  attempt: z.number(),
  max_attempts: z.number(),
});
type VisitSecret = z.infer<typeof visitSecret>;

const complete = session.extend({
  state: z.literal('complete'),
  consent_id: z.string().min(1).max(256),
  subject: z.string().min(1),
});
const challenge = z.object({
  state: z.literal('challenge'),
  sign_in: z.string().min(1).max(256),
  challenge: z.object({
    kind: z.enum(['credentials', ...CHALLENGES]),
    options: z
      .array(z.object({ id: z.string(), label: z.string() }))
      .max(MAX_OPTIONS)
      .nullish(),
    action: z.enum(ACTIONS).nullish().catch(null),
    language: z.string().regex(LANGUAGE).nullish().catch(null),
  }),
  error: z.string().nullish(),
  attempt: z.number().int().positive().nullish(),
  max_attempts: z.number().int().positive().nullish(),
});
const ended = z.object({ state: z.literal('failed'), error: z.string().nullish().catch(null) });
/** How a bank says why a sign-in failed: it broke, or the customer is locked out; any other word is that he was refused. */
const FAILURES = { server_error: 'other', locked: 'locked_out' } as const;
const signInAnswer = z.discriminatedUnion('state', [complete, challenge, ended]);
type SignInAnswer = z.infer<typeof signInAnswer>;

/** The first form. The bank is not asked yet: it hears of the visit when there is something to sign in with. */
export function firstForm(protocol: CredentialsProtocol, request: VisitRequest): VisitStep {
  const hinted = protocol.extensions.includes('account_hint');
  const timed = protocol.extensions.includes('person_time');
  return formFor({
    v: 1,
    clusters: wordsFor(protocol.clusters, request.permissions),
    bank_user: request.bank_user,
    account_hint: hinted ? request.bank_account : null,
    person_time: timed ? (request.customer_time?.toISOString() ?? null) : null,
    sign_in: null,
    prompt: 'credentials',
    options: [],
    action: null,
    language: null,
    attempt: 1,
    max_attempts: MAX_ATTEMPTS,
  });
}

export interface FormReturn {
  /** Its requests are the platform's own. */
  context: ResourceContext;
  protocol: CredentialsProtocol;
  secret: string;
  values: Record<string, string>;
  readConsent(consent: string): Promise<ConsentView>;
}

/** Hands the customer's answer to the bank. Throws BankError. */
export async function answerForm(back: FormReturn): Promise<VisitStep> {
  const secret = readSecret(back.secret);
  const user = given(back.values, 'username').trim() || secret.bank_user;
  const body = secret.sign_in === null ? firstBody(back, secret, user) : laterBody(secret, user, back.values);
  // An empty answer would cost the customer one of the bank's attempts.
  if (body === null) return formFor(secret, 'incorrect');
  const answer = await send(back, secret.sign_in, body);
  if (answer === null) return failed('expired');
  const bankUser = secret.prompt === 'credentials' ? user : secret.bank_user;
  switch (answer.state) {
    case 'failed':
      return failed(lookup(FAILURES, answer.error ?? null) ?? 'sign_in_failed');
    case 'challenge':
      return nextForm({ ...secret, bank_user: bankUser }, answer);
    case 'complete':
      return {
        type: 'complete',
        credential: credentialOf(answer, back.context.clock.now()),
        consent: await back.readConsent(answer.consent_id),
        bank_subject: answer.subject,
        bank_user: bankUser,
      };
  }
}

function readSecret(text: string): VisitSecret {
  const parsed = visitSecret.safeParse(parseJson(text));
  if (!parsed.success) throw protocolError('an unreadable visit');
  return parsed.data;
}

function firstBody(
  { protocol, values }: FormReturn,
  secret: VisitSecret,
  user: string,
): Record<string, unknown> | null {
  if (user === '') return null;
  // Test helpers name an outcome that no password can bring about; only a sandbox bank's row allows it.
  const outcome = protocol.extensions.includes('sign_in_outcome') ? given(values, 'sandbox_outcome') : '';
  return {
    username: user,
    password: given(values, 'password'),
    clusters: secret.clusters,
    ...(secret.account_hint === null ? {} : { account_hint: secret.account_hint }),
    ...(secret.person_time === null ? {} : { person_time: secret.person_time }),
    ...(outcome === '' ? {} : { outcome }),
  };
}

function laterBody(secret: VisitSecret, user: string, values: Record<string, string>): Record<string, unknown> | null {
  if (secret.prompt === 'credentials') return { username: user, answer: given(values, 'password') };
  const answer = given(values, 'answer').trim();
  return answer === '' ? null : { answer };
}

function given(values: Record<string, string>, name: string): string {
  const value = values[name] ?? '';
  if (value.length > MAX_ANSWER_LENGTH) throw protocolError('an answer that no bank would take');
  return value;
}

/** Null: the bank does not know the sign-in (any more). */
async function send(
  back: FormReturn,
  signIn: string | null,
  body: Record<string, unknown>,
): Promise<SignInAnswer | null> {
  const { context, protocol } = back;
  const path = signIn === null ? protocol.sign_ins : `${protocol.sign_ins}/${encodeURIComponent(signIn)}/answers`;
  const answer: BankAnswer = await context.http(resourceUrl(context.bank_url, path), {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (signIn !== null && (answer.status === 404 || answer.status === 410)) return null;
  const parsed = signInAnswer.safeParse(parseJson(answer.text));
  // A refused sign-in may come with any status; what counts is that the bank spoke of the sign-in.
  if (parsed.success && answer.status < 500) return parsed.data;
  if (answer.status >= 200 && answer.status < 300)
    throw protocolError('a malformed sign-in', { status: answer.status });
  throw problemOf(answer, context.clock.now());
}

function nextForm(secret: VisitSecret, answer: Extract<SignInAnswer, { state: 'challenge' }>): VisitStep {
  const { kind, options, action, language } = answer.challenge;
  const next: VisitSecret = {
    ...secret,
    sign_in: answer.sign_in,
    prompt: kind,
    options: options ?? [],
    action: action ?? null,
    language: language ?? null,
    attempt: answer.attempt ?? 1,
    max_attempts: answer.max_attempts ?? MAX_ATTEMPTS,
  };
  return formFor(next, answer.error ? 'incorrect' : null);
}

function formFor(secret: VisitSecret, error: 'incorrect' | null = null): VisitStep {
  const challenged = secret.prompt === 'credentials' ? null : secret.prompt;
  return {
    type: 'form',
    purpose: challenged === null ? 'credentials' : 'challenge',
    challenge: challenged,
    ...(challenged === 'action' && { action: secret.action }),
    ...(secret.options.length > 0 && { language: secret.language }),
    fields: fieldsOf(challenged, secret),
    error,
    attempt: secret.attempt,
    max_attempts: secret.max_attempts,
    secret: JSON.stringify(secret),
  };
}

function fieldsOf(challenged: Challenge | null, secret: VisitSecret): FormField[] {
  switch (challenged) {
    case null:
      return [
        { name: 'username', kind: 'text' },
        { name: 'password', kind: 'password' },
      ];
    case 'options':
    case 'action':
      return [{ name: 'answer', kind: 'options', options: secret.options }];
    case 'mfa':
    case 'confirm_mfa':
      return [{ name: 'answer', kind: 'code' }];
    case 'security_question':
      return [{ name: 'answer', kind: 'text' }];
  }
}
