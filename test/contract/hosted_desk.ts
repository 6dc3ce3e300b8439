// What the contract tests of hosted sessions work with: an API whose time stands still, and links written straight into its database.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import type { Row } from '../../server/src/database/schema.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { ensureOwner } from '../../server/src/domain/merchants/member_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { KINDS, type KindName, OWNER_EMAIL, writeLinks } from '../links.ts';
import { records } from './records.ts';
import { assertRefused, type Refusal } from './refusals.ts';

export const DAY_MS = 86_400_000;
export const SECOND_MS = 1_000;
export const NOW = new Date('2026-06-01T12:00:00Z');
export const LINK = /^http:\/\/127\.0\.0\.1:4242\/relink\/[0-9A-Za-z]{32}$/;
export const BY_URL = { hosted: { delivery_method: 'url' } };

export interface Target {
  customer: string | null;
  authorization: Row<'authorizations'>['id'];
  account: Row<'accounts'>['id'];
}

export interface HostedDesk {
  api: TestApi;
  /** A link of its own of a kind. */
  target(kind?: KindName): Promise<Target>;
  create(
    params: object,
    options?: Stripe.RequestOptions,
    stripe?: Stripe,
  ): Promise<Stripe.Response<Stripe.FinancialConnections.Session>>;
  retrieve(id: string): Promise<Stripe.Response<Stripe.FinancialConnections.Session>>;
  /** Changes the number of an account. */
  number(account: Target['account'], values: Partial<Row<'account_numbers'>>): Promise<void>;
  /** To whom mails of a session were written. */
  mailsOf(session: string): Promise<string[]>;
  /** Holds a call to be refused like this, with nothing changed. */
  assertUnchanged(call: () => Promise<unknown>, expected: Refusal): Promise<void>;
}

/** How many links of a kind there are: the files of one process share a database. */
const made = new Map<KindName, number>();

/** The caller closes `api`. */
export async function openHostedDesk(): Promise<HostedDesk> {
  const api = await openTestApi();
  api.clock.set(NOW);
  await api.database.transact(async (trx) => {
    await seedInstitutions(trx);
    await ensureOwner(trx, api.merchant.id, OWNER_EMAIL, api.world);
  });
  return {
    api,
    async target(kind = 'broken') {
      const from = (made.get(kind) ?? 0) + 1;
      made.set(kind, from);
      const link = { merchant: api.merchant.id, kind, from, count: 1, now: NOW };
      await api.database.transact((trx) => writeLinks(trx, link));
      const tail = `${kind}${String(from).padStart(8, '0')}`;
      const customer = KINDS[kind].holder ? `cus_${tail}` : null;
      return { customer, authorization: `fcauth_${tail}`, account: `fca_${tail}` };
    },
    create: (params, options, stripe = api.stripe) =>
      stripe.financialConnections.sessions.create(params as Stripe.FinancialConnections.SessionCreateParams, options),
    retrieve: (id) => api.stripe.financialConnections.sessions.retrieve(id),
    async number(account, values) {
      await api.database.kysely.updateTable('account_numbers').set(values).where('account', '=', account).execute();
    },
    async mailsOf(session) {
      const rows = await api.database.kysely
        .selectFrom('mails')
        .select('recipient')
        .where('session', '=', session as Row<'sessions'>['id'])
        .execute();
      return rows.map(({ recipient }) => recipient);
    },
    async assertUnchanged(call, expected) {
      const before = await records(api.database);
      await assertRefused(call(), expected);
      assert.deepEqual(await records(api.database), before);
    },
  };
}

/** The request of a link by e-mail, with changes. */
export function asking({ customer, authorization, account }: Target, more: object = {}): object {
  return {
    ...(customer && { account_holder: { type: 'customer', customer } }),
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization, account },
    ui_mode: 'hosted',
    hosted: { delivery_method: 'email' },
    ...more,
  };
}
