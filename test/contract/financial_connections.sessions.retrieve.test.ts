// stripe.financialConnections.sessions.retrieve: pending, finished in every way, by version, expanded, of others.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { complete, link, relinkSession, type Session } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { assertRefused, notExpandable, notFound, refusal, tooDeep, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const retrieve = (id: string, params: object = {}, options?: Stripe.RequestOptions) =>
  at.stripe.financialConnections.sessions.retrieve(
    id,
    params as Stripe.FinancialConnections.SessionRetrieveParams,
    options,
  );

describe('financialConnections.sessions.retrieve', () => {
  test('answers with a pending session as it was created, client secret included', async () => {
    const session = await relinkSession(at.world, at.linked, { account: at.checking.id });
    const again = await retrieve(session.id);
    assertWhole(again);
    assert.deepEqual(plain(again), plain(session));
  });

  test('answers with a succeeded session and its accounts, each whole and as it is retrieved', async () => {
    const session = await retrieve(at.linked.session.id);
    assertWhole(session);
    assert.equal(session.status, 'succeeded');
    assert.deepEqual(session.status_details, {});
    const { object, has_more, url, data } = session.accounts;
    assert.deepEqual([object, has_more, url], ['list', false, '/v1/financial_connections/accounts']);
    assert.equal((session.accounts as unknown as { total_count: number }).total_count, 3);
    const accounts = await Promise.all(data.map(({ id }) => at.stripe.financialConnections.accounts.retrieve(id)));
    assert.deepEqual(plain(data), plain(accounts));
    assert.equal('relink_result' in session, false);
    assert.deepEqual(plain(session), plain(at.linked.session));
  });

  const ended = (title: string, run: () => Promise<Session>, expected: object) =>
    test(`answers with ${title}`, async () => {
      const { id } = await run();
      const session = await retrieve(id);
      assertWhole(session);
      const { status, status_details, relink_result, accounts } = plain(session);
      assert.deepEqual(
        { status, status_details, relink_result, accounts: accounts.data },
        { accounts: [], ...expected },
      );
    });
  const relink = async (outcome: 'cancel' | 'fail_authentication' | 'unexpected_error' | 'wrong_account') => {
    const session = await relinkSession(at.world, at.linked, { account: at.checking.id });
    return complete(at.world, session.id, { outcome });
  };
  const result = (failure_reason: string) => ({ account: null, authorization: null, failure_reason });
  const cancelled = { status: 'cancelled', status_details: { cancelled: { reason: 'other' } } };
  const failed = { status: 'failed', status_details: {} };
  ended('a cancelled relink', () => relink('cancel'), { ...cancelled, relink_result: result('no_authorization') });
  ended('a relink whose sign-in failed', () => relink('fail_authentication'), {
    ...failed,
    relink_result: result('no_authorization'),
  });
  ended('a relink that failed for no known reason', () => relink('unexpected_error'), {
    ...failed,
    relink_result: result('other'),
  });
  ended('a relink with a wrong account', () => relink('wrong_account'), {
    ...failed,
    relink_result: result('no_account'),
  });
  ended(
    'a cancelled first link, without a relink result',
    async () => {
      const { id } = await at.stripe.financialConnections.sessions.create({ permissions: ['balances'] });
      return complete(at.world, id, { institution: 'Test (OAuth)', outcome: 'cancel' });
    },
    { ...cancelled, relink_result: undefined },
  );

  test('shows accounts as they are now, also when one was disconnected since', async () => {
    const gone = await link(at.world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
    await at.stripe.financialConnections.accounts.disconnect(gone.accounts[0]!.id);
    const session = await retrieve(gone.session.id);
    assertWhole(session);
    assert.deepEqual(
      session.accounts.data.map(({ status }) => status),
      ['disconnected', 'active'],
    );
  });

  test('in a general version hides what only previews have, also in its accounts', async () => {
    const session = await retrieve(at.linked.session.id, {}, { apiVersion: '2026-09-30.endive' });
    assertWhole(session);
    assert.deepEqual(Object.keys(session).sort(), [
      'account_holder',
      'accounts',
      'client_secret',
      'id',
      'livemode',
      'object',
      'permissions',
      'prefetch',
    ]);
    const [account] = session.accounts.data;
    assert.ok(account);
    const lacks = Object.keys(at.checking).filter((key) => !(key in account));
    assert.deepEqual(lacks, ['inferred_balances_refresh', 'institution']);
  });

  test('expands holder, institutions and customers of its accounts', async () => {
    const expand = ['account_holder.customer', 'accounts.data.institution', 'accounts.data.account_holder'];
    const session = await retrieve(at.linked.session.id, { expand: expand.slice(0, 2) });
    assertWhole(session);
    const holder = session.account_holder?.customer as Stripe.Customer | undefined;
    assert.equal(holder?.id, at.linked.customer);
    for (const { institution } of session.accounts.data) {
      assert.equal((institution as Stripe.FinancialConnections.Institution).name, 'Bank (OAuth)');
    }
    await assertRefused(retrieve(session.id, { expand: [expand[2]] }), notExpandable('accounts.data.account_holder'));
    const deep = 'accounts.data.account_holder.customer.test_clock';
    await assertRefused(retrieve(session.id, { expand: [deep] }), tooDeep(deep));
  });

  test('refuses an unknown id and a client secret in its place', async () => {
    await assertRefused(retrieve('fcsess_none'), notFound('session', 'fcsess_none'));
    const secret = String(at.linked.session.client_secret);
    const refused = await refusal(retrieve(secret));
    assert.deepEqual([refused.status, refused.code], [404, 'resource_missing']);
  });

  test('refuses a session of another merchant', async () => {
    const { id } = at.linked.session;
    await assertRefused(at.other.financialConnections.sessions.retrieve(id), notFound('session', id));
  });

  test('refuses unknown parameters and expansions', async () => {
    await assertRefused(retrieve(at.linked.session.id, { a: 1 }), unknown('a'));
    await assertRefused(retrieve(at.linked.session.id, { expand: ['accounts'] }), notExpandable('accounts'));
  });
});
