// GET and POST /verify/:token: the page on which the customer tells what arrived on his account. A GET shows, only a POST answers.
import type { Transaction } from '#database/schema.ts';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { openContext } from '#domain/open_context.ts';
import {
  type Microdeposits,
  type MicrodepositsAnswer,
  microdepositsByToken,
  triesLeft,
  VERIFY_TOKEN_LENGTH,
} from '#domain/payments/microdeposits.ts';
import { answerVerification, verificationOf } from '#domain/payments/verification.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { readBody } from '#inbound/http/body.ts';
import { ApiError } from '#inbound/http/errors.ts';
import { ownOrigin } from '#inbound/http/origin.ts';
import { startRequestLog } from '#inbound/http/request_log.ts';
import { transact } from '#inbound/http/transact.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { newId } from '#kernel/id.ts';
import type { AnswerKind, VerifyPage, VerifyPageAccount, VerifyPageView } from '#wire/verify_page.ts';
import type { HostedPages } from './page.ts';
import { failedPage, pageAnswer, seeOther } from './page_answer.ts';
import { acceptedLanguages, ownPath } from './page_state.ts';
import { isOwnForm, proveForm } from './visitor.ts';

const TOKEN = new RegExp(`^[0-9A-Za-z]{${VERIFY_TOKEN_LENGTH}}$`);
const METHODS = new Set(['GET', 'HEAD', 'POST']);
/** What was wrong with the answer just given stands in the address, so that loading the page again answers nothing again. */
const WRONG = /^(code|amounts)(-unreadable)?$/;

interface Visitor {
  request: Request;
  token: string;
  origin: string;
  form_token: string;
}

/** Null for every other address. */
export function createVerifyPages(pages: HostedPages): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const [, verify, token, ...rest] = new URL(request.url).pathname.split('/');
    if (verify !== 'verify' || token === undefined || rest.length > 0 || !METHODS.has(request.method)) return null;
    const { world } = pages;
    const id = newId('req', world.random);
    const log = startRequestLog(world.log, request.method, id);
    log.route('/verify/:token');
    const origin = ownOrigin(pages.origins, request);
    const proof = proveForm(request, token, origin, world.random);
    const visitor: Visitor = { request, token, origin, form_token: proof.token };
    const shown = await answer(world, visitor).catch((error: unknown) => bare(visitor, failedPage(error, { id, log })));
    const response = shown instanceof Response ? shown : pageAnswer(shown.verify.type, pages.render(shown));
    if (proof.line !== null) response.headers.append('Set-Cookie', proof.line);
    response.headers.set('Request-Id', id);
    log.done(response.status);
    return request.method === 'HEAD' ? new Response(null, response) : response;
  };
}

async function answer(world: ApiWorld, visitor: Visitor): Promise<VerifyPageView | Response> {
  const { request, token, origin } = visitor;
  if (!TOKEN.test(token)) return bare(visitor, { type: 'unknown' });
  const look = () => transact(world.database, (trx) => show(world, trx, visitor));
  if (request.method !== 'POST') return await look();
  const form = await formOf(request);
  if (form === null || !isOwnForm(request, token, origin, form.get('form_token'))) {
    return { ...(await look()), verify: { type: 'refused' } };
  }
  const kind: AnswerKind = form.has('amount_1') ? 'amounts' : 'code';
  const given = answerOf(form, kind);
  if (given === null) return seeOther(`${pathOf(token)}?wrong=${kind}-unreadable`);
  const result = await transact(world.database, async (trx) => {
    const sent = await microdepositsByToken(trx, token);
    if (sent === null) return null;
    return await answerVerification(await openContext(world, trx, sent), sent, given, world.public_url);
  });
  const wrong = result === 'amounts_mismatch' || result === 'descriptor_code_mismatch';
  return seeOther(wrong ? `${pathOf(token)}?wrong=${kind}` : pathOf(token));
}

async function show(world: ApiWorld, trx: Transaction, visitor: Visitor): Promise<VerifyPageView> {
  const sent = await microdepositsByToken(trx, visitor.token);
  if (sent === null) return bare(visitor, { type: 'unknown' });
  const context = await openContext(world, trx, sent);
  const { standing, method, customer: id } = await verificationOf(context, sent);
  const customer = id === null ? null : await findCustomer(context, id);
  const { name, accent, logo_url, support_email, support_url, default_locale } = context.merchant;
  const about: VerifyPageAccount = {
    merchant: { name, accent, logo_url: ownPath(logo_url, visitor.origin), support_email, support_url },
    livemode: sent.livemode,
    last4: method.last4,
    bank_name: method.bank_name,
  };
  const languages = [...(customer?.preferred_locales ?? []), ...acceptedLanguages(visitor.request), default_locale];
  const verify: VerifyPage =
    standing === 'waiting'
      ? asking(sent, visitor.request)
      : standing === 'verified'
        ? { type: 'verified' }
        : { type: 'over', why: standing };
  return { languages, path: pathOf(visitor.token), form_token: visitor.form_token, about, verify };
}

function asking(sent: Microdeposits, request: Request): VerifyPage {
  const told = WRONG.exec(new URL(request.url).searchParams.get('wrong') ?? '');
  const answered = told && (told[1] as AnswerKind);
  return {
    type: 'ask',
    by: sent.type === 'amounts' ? 'amounts' : 'code',
    wrong: answered && { answered, unreadable: told?.[2] !== undefined },
    left: answered && triesLeft(sent, answered),
    arrives_at: unixSeconds(sent.arrives_at),
  };
}

function bare({ request, token, form_token }: Visitor, verify: VerifyPage): VerifyPageView {
  return { languages: acceptedLanguages(request), path: pathOf(token), form_token, about: null, verify };
}

function pathOf(token: string): string {
  return `/verify/${token}`;
}

/** Null for a form that is too large or no text. */
async function formOf(request: Request): Promise<URLSearchParams | null> {
  try {
    return new URLSearchParams(await readBody(request));
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** Null for what cannot be an answer; it does not count as a wrong one. */
function answerOf(form: URLSearchParams, kind: AnswerKind): MicrodepositsAnswer | null {
  if (kind === 'code') {
    const code = (form.get('code') ?? '').replaceAll(/\s/g, '').toUpperCase();
    return /^SM[0-9A-Z]{4}$/.test(code) ? { descriptor_code: code } : null;
  }
  const amounts = [form.get('amount_1'), form.get('amount_2')].map(centsOf);
  return amounts.every((cents) => cents !== null) ? { amounts } : null;
}

/** `32`, `.32`, `0.32`, `$0,32`: people write what their bank shows. */
function centsOf(text: string | null): number | null {
  const digits = /^\$?\s*(?:0?[.,])?(\d{1,2})$/.exec(text?.trim() ?? '')?.[1];
  const cents = Number(digits ?? 0);
  return cents > 0 ? cents : null;
}
