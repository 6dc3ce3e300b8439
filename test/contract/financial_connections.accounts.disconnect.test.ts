// stripe.financialConnections.accounts.disconnect: for good, once, and with the last account the authorization and the bank's consent.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import {
  complete,
  consentsAtBank,
  eventsAfter,
  everything,
  link,
  mark,
  relinkSession,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { assertRefused, notExpandable, notFound, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const disconnect = (id: string, params: object = {}, options?: Stripe.RequestOptions) =>
  at.stripe.financialConnections.accounts.disconnect(
    id,
    params as Stripe.FinancialConnections.AccountDisconnectParams,
    options,
  );

const TWO = ['Everyday Checking', 'Rainy Day Savings'];

describe('financialConnections.accounts.disconnect', () => {
  test('answers with the whole account, disconnected, and tells of it once', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const [first, second] = linked.accounts;
    const before = plain(first!);
    const since = await mark(at.world);
    const account = await disconnect(before.id);
    assertWhole(account);
    const changed = { status: 'disconnected', status_details: {}, permissions: [], account_numbers: null };
    assert.deepEqual(plain(account), { ...before, ...changed });
    const [event, ...others] = await eventsAfter(at.world, since);
    assert.deepEqual(others, []);
    assert.ok(event);
    assertWhole(event);
    assert.equal(event.type, 'financial_connections.account.disconnected');
    assert.deepEqual(plain(event.data), { object: plain(account) });
    assert.equal((await at.stripe.financialConnections.accounts.retrieve(second!.id)).status, 'active');
    assert.equal((await at.stripe.financialConnections.authorizations.retrieve(linked.authorization)).status, 'active');
    assert.deepEqual(await consentsAtBank(at.world, 'bank-oauth', String(linked.customer)), ['ACTIVE']);
  });

  test('of the last account ends the authorization and the consent at the bank', async () => {
    const linked = await link(at.world, { accounts: TWO });
    for (const { id } of linked.accounts) await disconnect(id);
    const authorization = await at.stripe.financialConnections.authorizations.retrieve(linked.authorization);
    assertWhole(authorization);
    assert.deepEqual([authorization.status, authorization.status_details], ['disconnected', {}]);
    assert.deepEqual(await consentsAtBank(at.world, 'bank-oauth', String(linked.customer)), ['REVOKED']);
  });

  test('a second time changes nothing and tells nothing', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const first = await disconnect(linked.accounts[0]!.id);
    const since = await mark(at.world);
    const state = await everything(at.world, linked);
    assert.deepEqual(plain(await disconnect(first.id)), plain(first));
    assert.deepEqual(await told(at.world, since), []);
    assert.deepEqual(await everything(at.world, linked), state);
  });

  test('twice at once happens once', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const since = await mark(at.world);
    const { id } = linked.accounts[0]!;
    const [one, two] = await Promise.all([disconnect(id), disconnect(id)]);
    assert.deepEqual(plain(one), plain(two));
    assert.deepEqual(await told(at.world, since), [['account.disconnected', id]]);
  });

  test('works for an inactive account', async () => {
    const linked = await link(at.world, { accounts: TWO });
    await simulateOnAuthorization(at.world, linked.authorization, 'consent_revoked');
    const account = await disconnect(linked.accounts[0]!.id);
    assertWhole(account);
    assert.deepEqual([account.status, account.status_details], ['disconnected', {}]);
  });

  test('ends what a relink session that is open was about', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const session = await relinkSession(at.world, linked, { account: linked.accounts[0]!.id });
    for (const { id } of linked.accounts) await disconnect(id);
    const state = await everything(at.world, linked);
    const done = await complete(at.world, session.id);
    assert.equal(done.status, 'failed');
    assert.deepEqual([done.relink_result?.account, done.relink_result?.authorization], [null, null]);
    assert.deepEqual(await everything(at.world, linked), state);
  });

  test('under an idempotency key is replayed', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const { id } = linked.accounts[0]!;
    const first = await disconnect(id, {}, { idempotencyKey: 'disconnect' });
    const again = await disconnect(id, {}, { idempotencyKey: 'disconnect' });
    assert.deepEqual(plain(again), plain(first));
    assert.equal(headersOf(again)['idempotent-replayed'], 'true');
  });

  test('shows and expands what the version has', async () => {
    const linked = await link(at.world, { accounts: TWO });
    const [first, second] = linked.accounts;
    const expanded = await disconnect(first!.id, { expand: ['institution', 'account_holder.customer'] });
    assertWhole(expanded);
    assert.equal(
      (expanded.institution as Stripe.FinancialConnections.Institution).object,
      'financial_connections.institution',
    );
    await assertRefused(disconnect(second!.id, { expand: ['permissions'] }), notExpandable('permissions'));
    assert.equal((await at.stripe.financialConnections.accounts.retrieve(second!.id)).status, 'active');
    const general = await disconnect(second!.id, {}, { apiVersion: '2026-06-24.dahlia' });
    assertWhole(general, { lacks: ['authorization', 'institution', 'inferred_balances_refresh'] });
  });

  test('is refused for accounts that are not there, or of others, which stay', async () => {
    const { id } = at.checking;
    await assertRefused(disconnect('fca_none'), notFound('account', 'fca_none'));
    await assertRefused(at.other.financialConnections.accounts.disconnect(id), notFound('account', id));
    await assertRefused(disconnect(id, { reason: 'x' }), unknown('reason'));
    assert.deepEqual(plain(await at.stripe.financialConnections.accounts.retrieve(id)), plain(at.checking));
  });
});

function headersOf({ lastResponse }: Stripe.Response<unknown>): Record<string, string> {
  return lastResponse.headers as unknown as Record<string, string>;
}
