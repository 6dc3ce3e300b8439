// POST /v1/test_helpers/financial_connections/authorizations/:authorization/simulate: what each event makes of a link, and every refusal.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { type Authorization, everything, link, mark, simulateOnAccount, told } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal, refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const simulate = async (id: string, params: object, options?: Stripe.RequestOptions, stripe = at.stripe) => {
  const path = `/v1/test_helpers/financial_connections/authorizations/${id}/simulate`;
  return (await stripe.rawRequest('POST', path, params as never, options)) as unknown as Stripe.Response<Authorization>;
};

const TWO = ['Everyday Checking', 'Rainy Day Savings'];
const retrieve = (id: string) => at.stripe.financialConnections.accounts.retrieve(id);

describe('simulating on an authorization', () => {
  const breaks = (event: string, cause: string) =>
    test(`${event} makes it and its accounts inactive (${cause}), and answers with it whole`, async () => {
      const linked = await link(at.world, { accounts: TWO });
      const since = await mark(at.world);
      const authorization = await simulate(linked.authorization, { event });
      assertWhole(authorization);
      assert.equal(authorization.status, 'inactive');
      assert.deepEqual(plain(authorization.status_details), { inactive: { action: 'relink_required' } });
      const again = await at.stripe.financialConnections.authorizations.retrieve(linked.authorization);
      assert.deepEqual(plain(authorization), plain(again));
      for (const { id } of linked.accounts) {
        const { status, status_details } = plain(await retrieve(id));
        assert.deepEqual([status, status_details], ['inactive', { inactive: { action: 'relink_required', cause } }]);
      }
      const ids = linked.accounts.map(({ id }) => ['account.deactivated', id]);
      assert.deepEqual(await told(at.world, since), ids);
    });
  breaks('consent_revoked', 'access_denied');
  breaks('consent_expired', 'access_expired');
  breaks('reauthentication_required', 'institution_requirement');

  test('recovered brings it back after reauthentication_required', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const healthy = await everything(at.world, linked);
    await simulate(linked.authorization, { event: 'reauthentication_required' });
    const since = await mark(at.world);
    const authorization = await simulate(linked.authorization, { event: 'recovered' });
    assertWhole(authorization);
    assert.deepEqual(await everything(at.world, linked), healthy);
    const ids = linked.accounts.map(({ id }) => ['account.reactivated', id]);
    assert.deepEqual(await told(at.world, since), ids);
  });

  test('recovered brings back an account that was unavailable', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const [first] = linked.accounts;
    await simulateOnAccount(at.world, first!.id, 'unavailable');
    await simulate(linked.authorization, { event: 'recovered' });
    assert.deepEqual(plain(await retrieve(first!.id)), plain(first));
  });

  test('under an idempotency key happens once', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const since = await mark(at.world);
    const once = () => simulate(linked.authorization, { event: 'consent_revoked' }, { idempotencyKey: 'revoke' });
    assert.deepEqual(plain(await once()), plain(await once()));
    assert.equal((await told(at.world, since)).length, 2);
  });

  test('expands the holder and shows what the version has', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const params = { event: 'reauthentication_required', expand: ['account_holder.customer'] };
    const expanded = await simulate(linked.authorization, params);
    assert.equal((expanded.account_holder?.customer as Stripe.Customer | undefined)?.id, linked.customer);
    const general = await simulate(linked.authorization, { event: 'recovered' }, { apiVersion: '2026-09-30.endive' });
    assertWhole(general, { lacks: ['account_holder', 'institution'] });
  });
});

describe('simulating on an authorization is refused, and nothing changes,', () => {
  const refused = (title: string, params: object, expected: Refusal) =>
    test(title, async () => {
      const state = await everything(at.world, at.linked);
      const since = await mark(at.world);
      await assertRefused(simulate(at.linked.authorization, params), expected);
      assert.deepEqual(await told(at.world, since), []);
      assert.deepEqual(await everything(at.world, at.linked), state);
    });
  const words = 'one of consent_revoked, consent_expired, reauthentication_required, or recovered';
  const notApplicable = (why: string) =>
    badRequest(`The event does not apply to the link as it is now. ${why}`, { param: 'event' });
  refused('without an event', {}, refusals.missing('event'));
  refused('with an empty event', { event: '' }, refusals.empty('event'));
  refused('with an unknown event', { event: 'closed' }, refusals.notOneOf('event', words));
  refused('with an unknown parameter', { event: 'recovered', at: 1 }, refusals.unknown('at'));
  refused(
    'with a recovery from nothing',
    { event: 'recovered' },
    notApplicable('Nothing about this consent needs recovery.'),
  );
  refused(
    'with what cannot be expanded',
    { event: 'consent_revoked', expand: ['a.b.c.d.e'] },
    refusals.tooDeep('a.b.c.d.e'),
  );

  test('for what is not there, or is another merchant’s', async () => {
    const { authorization } = at.linked;
    const event = { event: 'consent_revoked' };
    const state = await everything(at.world, at.linked);
    await assertRefused(simulate('fcauth_none', event), refusals.notFound('authorization', 'fcauth_none'));
    await assertRefused(
      simulate(authorization, event, {}, at.other),
      refusals.notFound('authorization', authorization),
    );
    assert.deepEqual(await everything(at.world, at.linked), state);
  });

  test('when the consent has ended already', async () => {
    const linked = await link(at.world, { accounts: TWO });
    await simulate(linked.authorization, { event: 'consent_revoked' });
    const state = await everything(at.world, linked);
    const ended = notApplicable('The consent has already ended: REVOKED.');
    for (const event of ['consent_revoked', 'consent_expired', 'recovered', 'reauthentication_required']) {
      assert.deepEqual(await refusal(simulate(linked.authorization, { event })), ended);
    }
    assert.deepEqual(await everything(at.world, linked), state);
  });

  test('when it is disconnected', async () => {
    const linked = await link(at.world, { accounts: ['Everyday Checking'] });
    await at.stripe.financialConnections.accounts.disconnect(linked.accounts[0]!.id);
    const state = await everything(at.world, linked);
    const gone = badRequest('This authorization is disconnected; nothing happens to it any more.', { param: 'event' });
    await assertRefused(simulate(linked.authorization, { event: 'consent_revoked' }), gone);
    assert.deepEqual(await everything(at.world, linked), state);
  });
});
