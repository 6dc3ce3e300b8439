// POST /v1/test_helpers/financial_connections/accounts/:account/simulate: what each event makes of an account, and every refusal.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { type Account, everything, link, mark, named, newClock, told } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const simulate = async (id: string, params: object, options?: Stripe.RequestOptions, stripe = at.stripe) => {
  const path = `/v1/test_helpers/financial_connections/accounts/${id}/simulate`;
  return (await stripe.rawRequest('POST', path, params as never, options)) as unknown as Stripe.Response<Account>;
};

const TWO = ['Everyday Checking', 'Rainy Day Savings'];
const EXPIRING = 'Eventually Expiring Tokenized Account Number';
const linkTwo = () => link(at.world, { accounts: TWO });

describe('simulating on an account', () => {
  const breaks = (event: string, inactive: { action: string; cause: string }) =>
    test(`${event} makes it inactive (${inactive.cause}, ${inactive.action}) and leaves its sibling alone`, async () => {
      const linked = await linkTwo();
      const [first, second] = linked.accounts;
      const since = await mark(at.world);
      const account = await simulate(first!.id, { event });
      assertWhole(account);
      assert.deepEqual(plain(account), { ...plain(first), status: 'inactive', status_details: { inactive } });
      assert.deepEqual(await told(at.world, since), [['account.deactivated', first!.id]]);
      const sibling = await at.stripe.financialConnections.accounts.retrieve(second!.id);
      assert.deepEqual(plain(sibling), plain(second));
    });
  const repairable = (cause: string) => ({ action: 'relink_required', cause });
  breaks('closed', { action: 'none', cause: 'account_closed' });
  breaks('unavailable', repairable('account_unavailable'));
  breaks('sharing_stopped', repairable('access_denied'));
  breaks('identity_lost', repairable('access_denied'));

  test('reopened makes a closed one repairable', async () => {
    const linked = await linkTwo();
    const id = linked.accounts[0]!.id;
    await simulate(id, { event: 'closed' });
    const since = await mark(at.world);
    const account = await simulate(id, { event: 'reopened' });
    assertWhole(account);
    const inactive = repairable('account_unavailable');
    assert.deepEqual([account.status, plain(account.status_details)], ['inactive', { inactive }]);
    assert.deepEqual(await told(at.world, since), [['account.deactivated', id]]);
  });

  const ends = (event: string, status: string) =>
    test(`${event} leaves it active with a number that is ${status}`, async () => {
      // On a test clock nothing of it is told later, while another test listens.
      const test_clock = await newClock(at.world);
      const linked = await link(at.world, { institution: 'Tokenized Account Numbers', test_clock });
      const before = named(linked.accounts, EXPIRING);
      assert.equal(before.account_numbers?.[0]?.status, 'transactable');
      const since = await mark(at.world);
      const account = await simulate(before.id, { event }, { apiVersion: '2026-09-30.preview' });
      assertWhole(account);
      assert.deepEqual([account.status, account.status_details], ['active', {}]);
      assert.deepEqual(
        account.account_numbers?.map((number) => number.status as string),
        [status],
      );
      assert.ok(
        (await told(at.world, since)).some(
          ([type, id]) => type === 'account.account_numbers_updated' && id === before.id,
        ),
      );
    });
  ends('account_number_expired', 'expired');
  ends('account_number_revoked', 'deactivated');

  test('under an idempotency key happens once', async () => {
    const { accounts } = await linkTwo();
    const since = await mark(at.world);
    const once = () => simulate(accounts[0]!.id, { event: 'closed' }, { idempotencyKey: 'close' });
    assert.deepEqual(plain(await once()), plain(await once()));
    assert.equal((await told(at.world, since)).length, 1);
  });

  test('expands and shows what the version has', async () => {
    const { accounts } = await linkTwo();
    const expanded = await simulate(accounts[0]!.id, { event: 'closed', expand: ['institution'] });
    assert.equal((expanded.institution as Stripe.FinancialConnections.Institution).name, 'Bank (OAuth)');
    const general = await simulate(accounts[1]!.id, { event: 'closed' }, { apiVersion: '2026-06-24.dahlia' });
    assertWhole(general, { lacks: ['authorization', 'institution', 'inferred_balances_refresh'] });
  });
});

describe('simulating on an account is refused, and nothing changes,', () => {
  const refused = (title: string, params: object, expected: Refusal) =>
    test(title, async () => {
      const state = await everything(at.world, at.linked);
      const since = await mark(at.world);
      await assertRefused(simulate(at.checking.id, params), expected);
      assert.deepEqual(await told(at.world, since), []);
      assert.deepEqual(await everything(at.world, at.linked), state);
    });
  const words =
    'one of closed, reopened, unavailable, sharing_stopped, identity_lost, account_number_expired, or account_number_revoked';
  const notApplicable = (why: string) =>
    badRequest(`The event does not apply to the link as it is now. ${why}`, { param: 'event' });
  refused('without an event', {}, refusals.missing('event'));
  refused('with an empty event', { event: '' }, refusals.empty('event'));
  refused('with an unknown event', { event: 'consent_revoked' }, refusals.notOneOf('event', words));
  refused('with an unknown parameter', { event: 'closed', at: 1 }, refusals.unknown('at'));
  refused(
    'with an expiry where no number is tokenized',
    { event: 'account_number_expired' },
    notApplicable('The account has no tokenized number.'),
  );
  refused(
    'with a revocation where no number is tokenized',
    { event: 'account_number_revoked' },
    notApplicable('The account has no tokenized number.'),
  );
  refused('with a reopening of an open account', { event: 'reopened' }, notApplicable('The account is not closed.'));

  test('for what is not there, or is another merchant’s', async () => {
    const { id } = at.checking;
    const state = await everything(at.world, at.linked);
    await assertRefused(simulate('fca_none', { event: 'closed' }), refusals.notFound('account', 'fca_none'));
    await assertRefused(simulate(id, { event: 'closed' }, {}, at.other), refusals.notFound('account', id));
    assert.deepEqual(await everything(at.world, at.linked), state);
  });

  test('when it is closed already, and when it is disconnected', async () => {
    const linked = await linkTwo();
    const [first, second] = linked.accounts;
    await simulate(first!.id, { event: 'closed' });
    await at.stripe.financialConnections.accounts.disconnect(second!.id);
    const state = await everything(at.world, linked);
    await assertRefused(simulate(first!.id, { event: 'closed' }), notApplicable('The account is closed already.'));
    const gone = badRequest('This account is disconnected; nothing happens to it any more.', { param: 'event' });
    await assertRefused(simulate(second!.id, { event: 'closed' }), gone);
    assert.deepEqual(await everything(at.world, linked), state);
  });
});
