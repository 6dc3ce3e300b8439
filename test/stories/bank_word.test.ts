// What a bank says of consents when its word is late, odd or lost: a relink never makes a working link worse, and nothing is missed.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  type Account,
  advanceTo,
  atBank,
  complete,
  DAY_ZERO,
  everything,
  idsOf,
  link,
  mark,
  named,
  newClock,
  relinkSession,
  simulateOnAuthorization,
  told,
  toldByDay,
} from '../story.ts';
import { type OddBank, openOddBank } from './odd_bank.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const DETAILS = { cause: 'access_denied', action: 'relink_required' };

let bank: OddBank;
before(async () => {
  bank = await openOddBank();
});
afterEach(() => bank.reset());
after(() => bank.world.close());

describe('a consent record', () => {
  test('that says REVOKED counts although the token still reads', async () => {
    const test_clock = await newClock(bank.world);
    const linked = await link(bank.world, { accounts: NAMES, test_clock });
    const since = await mark(bank.world);
    bank.instead = ({ path, method }, text) => {
      if (method === 'GET' && path.endsWith('/revocation')) {
        return { revocations: [{ reason: 'USER_ACTION', initiator: 'INDIVIDUAL', status: 'REVOKED' }] };
      }
      return /\/consents\/[^/]+$/.test(path) ? { ...JSON.parse(text), status: 'REVOKED' } : null;
    };
    await advanceTo(bank.world, test_clock, 1);
    assert.deepEqual(
      await toldByDay(bank.world, since),
      idsOf(linked.accounts).map((id) => [1, 'account.deactivated', id]),
    );
    const { accounts } = await everything(bank.world, linked);
    assert.deepEqual(
      accounts.map(({ status_details }) => status_details),
      accounts.map(() => ({ inactive: DETAILS })),
    );
  });

  test('that says we ended it, of a link that we keep, asks for a relink, which repairs it', async () => {
    const test_clock = await newClock(bank.world);
    const linked = await link(bank.world, { accounts: NAMES, test_clock });
    const { consents } = await atBank(bank.world, 'bank-oauth', linked.customer!);
    bank.instead = ({ path, method }, text) => {
      if (!path.includes(consents[0]!.consent_id)) return null;
      if (method === 'GET' && path.endsWith('/revocation')) {
        return { revocations: [{ reason: 'BUSINESS_RULE', initiator: 'DATA_RECIPIENT', status: 'REVOKED' }] };
      }
      return method === 'GET' ? { ...JSON.parse(text), status: 'REVOKED' } : null;
    };
    await advanceTo(bank.world, test_clock, 1);
    assert.deepEqual(await bank.statuses(linked.accounts), ['inactive', 'inactive']);
    const done = await complete(bank.world, (await relinkSession(bank.world, linked)).id);
    assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
    assert.deepEqual(await bank.statuses(linked.accounts), ['active', 'active']);
  });

  test('that cannot be read at a relink leaves the known end alone until it is read, and tells of the end once', async () => {
    const institution = 'Eventually Requires Reauthentication';
    const test_clock = await newClock(bank.world);
    const linked = await link(bank.world, { institution, test_clock });
    const before = await everything(bank.world, linked);
    const since = await mark(bank.world);
    const session = await relinkSession(bank.world, linked);
    let refused = 0;
    bank.instead = ({ path, method }) => {
      if (method !== 'GET' || !/\/consents\/[^/]+$/.test(path) || refused > 0) return null;
      refused += 1;
      return 503;
    };
    await complete(bank.world, session.id);
    assert.equal(refused, 1);
    assert.deepEqual(await told(bank.world, since), [['session.updated', session.id]]);
    assert.deepEqual(await everything(bank.world, linked), before);
  });

  test('whose announced end passes while the bank still answers is looked at again within the hour, not the next day', async () => {
    const institution = 'Eventually Requires Reauthentication';
    const test_clock = await newClock(bank.world);
    const linked = await link(bank.world, { institution, test_clock, permissions: ['balances'] });
    const since = await mark(bank.world);
    // Half an hour long the bank does not know yet that the consent is over.
    let late = true;
    const healthy = new Map<string, string>();
    bank.instead = ({ path }, text) => {
      const key = path.replace(/\/consents\/.*/, '/consents');
      if (!/\/accounts$|\/consents\/[^/]+$/.test(path)) return null;
      const fine = !/EXPIRED|"code"/.test(text);
      if (fine) healthy.set(key, text);
      return late && !fine ? JSON.parse(healthy.get(key)!) : null;
    };
    await advanceTo(bank.world, test_clock, 29);
    await advanceTo(bank.world, test_clock, 30 + 30 / (24 * 60));
    assert.deepEqual(await toldByDay(bank.world, since), []);
    late = false;
    await advanceTo(bank.world, test_clock, 30 + 70 / (24 * 60));
    const when = (await toldByDay(bank.world, since)).map(([day, type]) => [day <= 30 + 62 / (24 * 60), type]);
    assert.deepEqual(
      when,
      linked.accounts.map(() => [true, 'account.deactivated']),
    );
  });
});

describe('a bank that keeps one grant per customer', () => {
  /** Every grant of the customer is the first one. */
  async function withOneGrant(customer: string): Promise<string> {
    const first = (await atBank(bank.world, 'bank-oauth', customer)).consents[0]!.consent_id;
    bank.instead = ({ path }, text) => (path.endsWith('/token') ? { ...JSON.parse(text), grant_id: first } : null);
    return first;
  }

  test('renews it at a relink, and it is not ended', async () => {
    const linked = await link(bank.world, { accounts: NAMES });
    const healthy = await everything(bank.world, linked);
    const grant = await withOneGrant(linked.customer!);
    const done = await complete(bank.world, (await relinkSession(bank.world, linked)).id);
    assert.equal(done.status, 'succeeded');
    await bank.world.settle();
    assert.deepEqual(
      bank.calls.filter(({ method, path }) => method === 'PUT' && path.includes(grant)),
      [],
    );
    assert.deepEqual(await everything(bank.world, linked), healthy);
  });

  test('keeps it in force when a relink fails on a wrong account', async () => {
    const linked = await link(bank.world, { accounts: NAMES });
    const healthy = await everything(bank.world, linked);
    const grant = await withOneGrant(linked.customer!);
    const session = await relinkSession(bank.world, linked, { account: linked.accounts[0]!.id });
    const done = await complete(bank.world, session.id, { outcome: 'wrong_account' });
    assert.equal(done.relink_result?.failure_reason, 'no_account');
    await bank.world.settle();
    assert.deepEqual(
      bank.calls.filter(({ method, path }) => method === 'PUT' && path.includes(grant)),
      [],
    );
    assert.deepEqual(await everything(bank.world, linked), healthy);
    const [state] = (await atBank(bank.world, 'bank-oauth', linked.customer!)).consents;
    assert.equal(state?.status, 'ACTIVE');
  });
});

describe('a look at the bank', () => {
  test('that fails after an event was simulated is repeated, and the helper answers with what it saw', async () => {
    const linked = await link(bank.world, { accounts: NAMES });
    let failures = 0;
    bank.instead = ({ path }) => {
      if (!path.endsWith('/accounts') || failures > 0) return null;
      failures += 1;
      return 503;
    };
    const authorization = await simulateOnAuthorization(bank.world, linked.authorization, 'consent_revoked');
    assert.deepEqual([failures, authorization.status], [1, 'inactive']);
    assert.deepEqual(await bank.statuses(linked.accounts), ['inactive', 'inactive']);
  });

  test('that a relink overtook changes nothing of what the relink made, and the next one is made in its time', async () => {
    const test_clock = await newClock(bank.world);
    const linked = await link(bank.world, { accounts: NAMES, test_clock });
    const [checking, savings] = NAMES.map((name) => named(linked.accounts, name)) as [Account, Account];
    const { accounts } = await atBank(bank.world, 'bank-oauth', linked.customer!);
    const { account_id } = accounts.find(({ display_name }) => display_name === savings.display_name)!;
    const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let first = true;
    bank.instead = async ({ path }) => {
      if (!path.endsWith('/accounts') || !first) return null;
      first = false;
      held.resolve();
      await go.promise;
      return null;
    };
    await bank.world.stripe.testHelpers.testClocks.advance(test_clock, { frozen_time: DAY_ZERO + 86_400 });
    await held.promise;
    assert.equal((await complete(bank.world, (await relinkSession(bank.world, linked)).id)).status, 'succeeded');
    const repaired = await everything(bank.world, linked);
    // Only a look that begins from here on can know.
    const path = `bank-oauth/people/${linked.customer}/accounts/${account_id}/simulate`;
    await bank.world.control('POST', path, { event: 'closed' });
    go.resolve();
    await bank.world.settle();
    assert.deepEqual(await everything(bank.world, linked), repaired);
    assert.deepEqual(await bank.statuses([checking, savings]), ['active', 'active']);
    await advanceTo(bank.world, test_clock, 2);
    assert.deepEqual(await bank.statuses([checking, savings]), ['active', 'inactive']);
  });
});
