// POST /v1/financial_connections/sessions
import { findConnectedAccount } from '#domain/connected_accounts/connected_account_rows.ts';
import { accountById } from '#domain/connections/account_rows.ts';
import { authorizationById } from '#domain/connections/authorization_rows.ts';
import { servesCountry } from '#domain/connections/eligibility.ts';
import { linkUrl } from '#domain/connections/hosted_link.ts';
import { institutionById, offeredInstitution } from '#domain/connections/institution_rows.ts';
import { relinkProblem, targetedDefaults } from '#domain/connections/relink.ts';
import { createHostedSession } from '#domain/connections/request_relink.ts';
import { createSession, type NewSession } from '#domain/connections/session.ts';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { invalidParam, invalidRequest, missingParam, noSuch } from '#inbound/http/errors.ts';
import { presentSession, type SessionObject } from '#wire/session.ts';
import { type SessionParams, sessionParams } from './params.ts';
import { hostedError, relinkError } from './problems.ts';

export const create = endpoint({
  method: 'POST',
  path: '/v1/financial_connections/sessions',
  params: sessionParams,
  async run(context, given) {
    const params = given as SessionParams;
    const holder = await sessionHolder(context, params.account_holder ?? null);
    const asked = await plainSession(context, params, holder);
    const session = params.relink_options ? await relinkSession(context, params.relink_options, asked) : asked;
    if (params.ui_mode === 'hosted') return await hostedSession(context, params, session);
    if (params.hosted !== undefined) {
      throw invalidParam('hosted goes with ui_mode = hosted only.', 'hosted');
    }
    const { row, client_secret } = await createSession(context, session);
    return presentSession(row, [], { client_secret, url: null });
  },
});

/** On our own page, by a link that the merchant passes on or that we write to the customer (spec 3.10). */
async function hostedSession(
  context: RequestContext,
  params: SessionParams,
  asked: NewSession,
): Promise<SessionObject> {
  const delivery_method = params.hosted?.delivery_method;
  if (delivery_method === undefined) throw missingParam('hosted[delivery_method]');
  const { relink_authorization, relink_account } = asked;
  if (relink_authorization === null) throw missingParam('relink_options');
  if (relink_account === null) throw missingParam('relink_options[account]');
  // Our page links to it, so it is no place for a script, nor for an app that a stranger's browser does not know.
  if (asked.return_url !== null && !/^https?:/i.test(asked.return_url)) {
    throw invalidParam('return_url of a hosted session must be an http or https URL.', 'return_url');
  }
  const origin = { delivery_method, source: 'api', requested_by: null, batch: null } as const;
  const made = await createHostedSession(context, origin, { ...asked, relink_authorization, relink_account });
  if ('type' in made) throw hostedError(made);
  const url = delivery_method === 'url' ? linkUrl(context.public_url, made.token) : null;
  return presentSession(made.session, [], { client_secret: null, url });
}

/** Whom the session is for, and the clock that he lives on. A connected account lives in real time. */
type SessionHolder = Pick<NewSession, 'customer' | 'connected_account' | 'test_clock'>;

async function sessionHolder(
  context: RequestContext,
  holder: SessionParams['account_holder'] | null,
): Promise<SessionHolder> {
  const nobody = { customer: null, connected_account: null, test_clock: null };
  if (!holder) return nobody;
  const other = holder.type === 'customer' ? 'account' : 'customer';
  if (holder[other] !== undefined) {
    throw invalidParam(
      `account_holder[${other}] does not go with account_holder[type] = ${holder.type}.`,
      `account_holder[${other}]`,
    );
  }
  const id = holder[holder.type];
  if (id === undefined) throw missingParam(`account_holder[${holder.type}]`);
  if (holder.type === 'account') {
    const account = await findConnectedAccount(context, id);
    if (account === null || account.deleted_at !== null) throw noSuch('account', id, 'account_holder[account]');
    return { ...nobody, connected_account: account.id };
  }
  const customer = await findCustomer(context, id);
  if (customer === null || customer.deleted_at !== null) throw noSuch('customer', id, 'account_holder[customer]');
  return { ...nobody, customer: customer.id, test_clock: customer.test_clock };
}

async function plainSession(
  context: RequestContext,
  params: SessionParams,
  holder: SessionHolder,
): Promise<NewSession> {
  const { filters = {} } = params;
  const institution =
    filters.institution === undefined
      ? null
      : await offeredInstitution(context.trx, context.livemode, filters.institution);
  if (filters.institution !== undefined && institution === null) {
    throw noSuch('institution', filters.institution, 'filters[institution]');
  }
  const countries = filters.countries ?? (filters.country ? [filters.country] : null);
  if (institution !== null && !servesCountry(institution, countries)) {
    throw invalidRequest('This institution is outside of the country filter.', { param: 'filters[institution]' });
  }
  return {
    ...holder,
    permissions: [...new Set(params.permissions)],
    prefetch: [...new Set(params.prefetch ?? [])],
    filter_subcategories: filters.account_subcategories ? [...new Set(filters.account_subcategories)] : null,
    filter_countries: countries,
    filter_institution: institution?.id ?? null,
    filter_payment_support: filters.require_payment_method_support ?? null,
    limit_accounts: params.limits?.accounts ?? null,
    manual_entry: params.manual_entry?.mode ?? null,
    return_url: params.return_url ?? null,
    relink_authorization: null,
    relink_account: null,
    institution: institution?.id ?? null,
  };
}

async function relinkSession(
  context: RequestContext,
  options: NonNullable<SessionParams['relink_options']>,
  asked: NewSession,
): Promise<NewSession> {
  const owner = { merchant: context.merchant.id, livemode: context.livemode };
  const [authorization, account] = await Promise.all([
    authorizationById(context.trx, owner, options.authorization),
    options.account === undefined ? null : accountById(context.trx, owner, options.account),
  ]);
  if (authorization === null) throw noSuch('authorization', options.authorization, 'relink_options[authorization]');
  if (options.account !== undefined && account === null)
    throw noSuch('account', options.account, 'relink_options[account]');
  const institution = await institutionById(context.trx, context.livemode, authorization.institution);
  const countries = institution?.countries ?? [];
  const problem = relinkProblem({ ...asked, authorization, account, countries });
  if (problem !== null) throw relinkError(problem);
  const defaults = account === null ? null : targetedDefaults(account.subcategory);
  return {
    ...asked,
    test_clock: authorization.test_clock,
    filter_subcategories: asked.filter_subcategories ?? defaults?.filter_subcategories ?? null,
    limit_accounts: defaults?.limit_accounts ?? asked.limit_accounts,
    relink_authorization: authorization.id,
    relink_account: account?.id ?? null,
    institution: authorization.institution,
  };
}
