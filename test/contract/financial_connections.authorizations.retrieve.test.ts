// stripe.financialConnections.authorizations.retrieve: whole in every state, by version, expanded, of others.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { link, simulateOnAuthorization } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { assertRefused, notExpandable, notFound, tooDeep, unknown, unrecognizedUrl } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const retrieve = (id: string, params: object = {}, options?: Stripe.RequestOptions) =>
  at.stripe.financialConnections.authorizations.retrieve(
    id,
    params as Stripe.FinancialConnections.AuthorizationRetrieveParams,
    options,
  );

describe('financialConnections.authorizations.retrieve', () => {
  test('answers with a whole, healthy authorization', async () => {
    const authorization = await retrieve(at.linked.authorization);
    assertWhole(authorization);
    const { id, ...rest } = plain(authorization);
    assert.match(id, /^fcauth_[0-9A-Za-z]{24}$/);
    assert.deepEqual(rest, {
      object: 'financial_connections.authorization',
      account_holder: { customer: at.linked.customer, type: 'customer' },
      institution: 'fcinst_Qn1aNn8l07746s',
      institution_name: 'Bank (OAuth)',
      livemode: false,
      status: 'active',
      status_details: {},
    });
  });

  test('has no holder where there is none', async () => {
    const free = await link(at.world, { customer: null, accounts: ['Everyday Checking'] });
    const authorization = await retrieve(free.authorization);
    assertWhole(authorization);
    assert.equal(authorization.account_holder, null);
  });

  test('tells what to do about one that is inactive, and no cause', async () => {
    const broken = await link(at.world, { accounts: ['Everyday Checking'] });
    await simulateOnAuthorization(at.world, broken.authorization, 'consent_revoked');
    const authorization = await retrieve(broken.authorization);
    assertWhole(authorization);
    assert.equal(authorization.status, 'inactive');
    assert.deepEqual(plain(authorization.status_details), { inactive: { action: 'relink_required' } });
  });

  test('tells when one is going to end', async () => {
    const ending = await link(at.world, { institution: 'Eventually Requires Reauthentication' });
    const authorization = await retrieve(ending.authorization);
    assertWhole(authorization);
    const account = ending.accounts[0]!;
    const expected_deactivation_date = account.status_details?.active?.expected_deactivation_date;
    assert.ok(expected_deactivation_date);
    const active = { action: 'relink_required', expected_deactivation_date };
    assert.deepEqual(plain(authorization.status_details), { active });
  });

  describe('by version', () => {
    test('does not exist before it was made', async () => {
      const { authorization } = at.linked;
      const expected = unrecognizedUrl('GET', `/v1/financial_connections/authorizations/${authorization}`);
      for (const apiVersion of ['2022-08-01', '2026-07-28.dahlia', '2026-01-27.preview']) {
        await assertRefused(retrieve(authorization, {}, { apiVersion }), expected);
      }
      assertWhole(await retrieve(authorization, {}, { apiVersion: '2026-01-28.preview' }));
    });

    test('has neither holder nor institution in general versions', async () => {
      for (const apiVersion of ['2026-07-29.dahlia', '2026-10-28.endive']) {
        const authorization = await retrieve(at.linked.authorization, {}, { apiVersion });
        assertWhole(authorization, { lacks: ['account_holder', 'institution'] });
        assert.deepEqual(plain(authorization), {
          id: at.linked.authorization,
          object: 'financial_connections.authorization',
          institution_name: 'Bank (OAuth)',
          livemode: false,
          status: 'active',
          status_details: {},
        });
      }
    });

    test('is disconnected in previews, and inactive for good in general versions', async () => {
      const gone = await link(at.world, { accounts: ['Everyday Checking'] });
      await at.stripe.financialConnections.accounts.disconnect(gone.accounts[0]!.id);
      const preview = await retrieve(gone.authorization);
      assertWhole(preview);
      assert.deepEqual([preview.status, preview.status_details], ['disconnected', {}]);
      const general = await retrieve(gone.authorization, {}, { apiVersion: '2026-09-30.endive' });
      assert.deepEqual([general.status, plain(general.status_details)], ['inactive', { inactive: { action: 'none' } }]);
    });
  });

  test('expands holder and institution', async () => {
    const expand = ['account_holder.customer', 'institution'];
    const authorization = await retrieve(at.linked.authorization, { expand });
    assertWhole(authorization);
    assert.equal((authorization.account_holder?.customer as Stripe.Customer | undefined)?.id, at.linked.customer);
    const bank = authorization.institution as Stripe.FinancialConnections.Institution;
    assert.equal(bank.name, 'Bank (OAuth)');
  });

  test('refuses expansions that are none, too deep, or not in this version', async () => {
    const id = at.linked.authorization;
    for (const path of ['status_details', 'accounts', 'institution.url']) {
      await assertRefused(retrieve(id, { expand: [path] }), notExpandable(path));
    }
    await assertRefused(retrieve(id, { expand: ['a.b.c.d.e'] }), tooDeep('a.b.c.d.e'));
    const general = { apiVersion: '2026-09-30.endive' };
    await assertRefused(retrieve(id, { expand: ['institution'] }, general), notExpandable('institution'));
  });

  test('refuses unknown ids and parameters', async () => {
    await assertRefused(retrieve('fcauth_none'), notFound('authorization', 'fcauth_none'));
    await assertRefused(retrieve(at.checking.id), notFound('authorization', at.checking.id));
    await assertRefused(retrieve(at.linked.authorization, { a: 1 }), unknown('a'));
  });

  test('refuses an authorization of another merchant', async () => {
    const id = at.linked.authorization;
    await assertRefused(at.other.financialConnections.authorizations.retrieve(id), notFound('authorization', id));
  });
});
