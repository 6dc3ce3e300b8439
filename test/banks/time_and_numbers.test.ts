// Consents and numbers that end, on the customer's time, as the FDX connector sees them at the sandbox bank.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BankError } from '../../server/src/domain/connections/bank.ts';
import { type BankWorld, type Complete, institution, link, named, openBankWorld } from './world.ts';

const START = new Date('2027-03-01T09:00:00.000Z');
const later = (days: number) => new Date(START.getTime() + days * 86_400_000);

describe('ends at the sandbox bank, on the customer’s time', () => {
  let world: BankWorld;
  before(async () => {
    world = await openBankWorld();
  });
  after(() => world.close());

  const tokens = institution('tokenized-account-numbers');
  const accountOf = async (linked: Complete, name: string) =>
    named(await world.fdx.listAccounts(tokens, linked.credential), `${name} Tokenized Account Number`);
  const numbersOf = async (linked: Complete, name: string) => {
    const read = await world.fdx.getNumbers(tokens, linked.credential, await accountOf(linked, name));
    return read && { ...read, interaction_id: undefined };
  };

  it('set the person’s time at the sign-in', async () => {
    const linked = await link(world, 'bank-oauth', { user: 'timed', customer_time: START });
    assert.equal(await world.timeOf('bank-oauth', 'timed'), START.toISOString());
    await link(world, 'bank-oauth', { user: 'timed' });
    assert.equal(await world.timeOf('bank-oauth', 'timed'), START.toISOString());
    assert.equal(linked.consent.status, 'active');
  });

  it('announce 30 days at the bank that eventually requires reauthentication, and keep to them', async () => {
    const bank = institution('eventually-requires-reauthentication');
    const { consent, credential } = await link(world, bank.slug, { user: 'eve', customer_time: START });
    assert.deepEqual(consent.expires_at, later(30));
    await world.control.setTime(bank, 'eve', later(29));
    assert.equal((await world.fdx.getConsent(bank, consent.id)).status, 'active');
    await world.control.setTime(bank, 'eve', later(30));
    assert.equal((await world.fdx.getConsent(bank, consent.id)).status, 'expired');
    const error = await world.fdx.refresh(bank, credential).catch((thrown) => thrown);
    assert.ok(error instanceof BankError);
    assert.deepEqual(await world.fdx.diagnose(bank, consent.id, error), {
      type: 'dead',
      cause: 'access_expired',
      action: 'relink_required',
      ended: 'expiry',
    });
  });

  it('end the first consent unannounced and tell the end of later ones at the bank that immediately requires it', async () => {
    const bank = institution('immediately-requires-reauthentication');
    const first = await link(world, bank.slug, { user: 'ina', customer_time: START });
    assert.equal(first.consent.expires_at, null);
    await world.control.setTime(bank, 'ina', START);
    assert.equal((await world.fdx.getConsent(bank, first.consent.id)).status, 'expired');
    const second = await link(world, bank.slug, { user: 'ina', customer_time: START });
    assert.deepEqual(second.consent.expires_at, later(1));
  });

  it('say when a tokenized number ends, and afterwards that it has expired', async () => {
    const linked = await link(world, tokens.slug, { user: 'nina', customer_time: START });
    const name = 'Eventually Expiring';
    assert.deepEqual((await accountOf(linked, name)).number_expires_at, later(30));
    const numbers = await numbersOf(linked, name);
    assert.equal(numbers?.identifier_type, 'tokenized_account_number');
    assert.equal(numbers?.status, 'transactable');
    await world.control.setTime(tokens, 'nina', later(30));
    assert.equal((await numbersOf(linked, name))?.status, 'expired');
    assert.equal((await world.fdx.getConsent(tokens, linked.consent.id)).status, 'active');
  });

  it('give the expired account a living number at the second link, and leave a sibling’s as it was', async () => {
    const first = await link(world, tokens.slug, { user: 'rita', customer_time: START });
    const [target, sibling] = [await accountOf(first, 'Expired'), await accountOf(first, 'Eventually Expiring')];
    const before = [await numbersOf(first, 'Expired'), await numbersOf(first, 'Eventually Expiring')];
    assert.equal(before[0]?.status, 'expired');
    const wish = { user: 'rita', customer_time: START, bank_account: target.bank_account };
    const second = await link(world, tokens.slug, wish);
    assert.equal((await accountOf(second, 'Expired')).bank_account, target.bank_account);
    const renewed = await numbersOf(second, 'Expired');
    assert.equal(renewed?.status, 'transactable');
    assert.notEqual(renewed?.account_number, before[0]?.account_number);
    assert.equal((await accountOf(second, 'Eventually Expiring')).bank_account, sibling.bank_account);
    assert.deepEqual(await numbersOf(second, 'Eventually Expiring'), before[1]);
  });

  it('tell a revoked number from an expired one', async () => {
    const linked = await link(world, tokens.slug, { user: 'tess', customer_time: START });
    const account = await accountOf(linked, 'Eventually Expiring');
    const target = { bank_user: 'tess', bank_account: account.bank_account, consent: null };
    await world.control.simulateAccount(tokens, target, 'number_revoked');
    assert.equal((await numbersOf(linked, 'Eventually Expiring'))?.status, 'deactivated');
    const other = await link(world, tokens.slug, { user: 'theo', customer_time: START });
    const theirs = await accountOf(other, 'Eventually Expiring');
    const expiring = { bank_user: 'theo', bank_account: theirs.bank_account, consent: null };
    await world.control.simulateAccount(tokens, expiring, 'number_expired');
    assert.equal((await numbersOf(other, 'Eventually Expiring'))?.status, 'expired');
  });

  it('refuse a number event where there is no tokenized number', async () => {
    const bank = institution('bank-oauth');
    const { accounts } = await world.control.person(bank, 'ulla');
    const account = accounts.find(({ display_name }) => display_name === 'Everyday Checking');
    const target = { bank_user: 'ulla', bank_account: account!.bank_account, consent: null };
    await assert.rejects(world.control.simulateAccount(bank, target, 'number_expired'), {
      name: 'BankControlError',
      status: 409,
    });
  });

  it('keep a lost identity lost: another id, and nothing under the old consent', async () => {
    const bank = institution('bank-oauth');
    const linked = await link(world, 'bank-oauth', { user: 'ida' });
    const account = named(await world.fdx.listAccounts(bank, linked.credential), 'Everyday Checking');
    const target = { bank_user: 'ida', bank_account: account.bank_account, consent: null };
    await world.control.simulateAccount(bank, target, 'identity_lost');
    const old = await world.fdx.listAccounts(bank, linked.credential);
    assert.ok(!old.some(({ bank_account }) => bank_account === account.bank_account));
    const again = await link(world, 'bank-oauth', { user: 'ida' });
    const found = named(await world.fdx.listAccounts(bank, again.credential), 'Everyday Checking');
    assert.notEqual(found.bank_account, account.bank_account);
    assert.notEqual(found.last4, account.last4);
  });

  it('bring a closed account back with a new consent after it was reopened', async () => {
    const bank = institution('bank-oauth');
    const linked = await link(world, 'bank-oauth', { user: 'otto' });
    const account = named(await world.fdx.listAccounts(bank, linked.credential), 'Everyday Checking');
    const target = { bank_user: 'otto', bank_account: account.bank_account, consent: null };
    await world.control.simulateAccount(bank, target, 'closed');
    await world.control.simulateAccount(bank, target, 'reopened');
    const under = named(await world.fdx.listAccounts(bank, linked.credential), 'Everyday Checking');
    assert.equal(under.state, 'needs_consent');
    const error = await world.fdx.getNumbers(bank, linked.credential, account).catch((thrown) => thrown);
    assert.equal(error.kind, 'permission_missing');
    const again = await link(world, 'bank-oauth', { user: 'otto' });
    const found = named(await world.fdx.listAccounts(bank, again.credential), 'Everyday Checking');
    assert.equal(found.bank_account, account.bank_account);
    assert.equal(found.state, 'open');
  });
});

describe('a faulty bank behind the FDX connector', () => {
  it('costs a read and no more: time-outs, 5xx and garbage are never a diagnosis', async () => {
    const world = await openBankWorld({ timeout_ms: 400 });
    try {
      const bank = institution('bank-oauth');
      const { credential, consent } = await link(world, 'bank-oauth', { user: 'faulty' });
      for (const [fault, kind] of [
        [{ hang: true, times: 1 }, 'institution_unavailable'],
        [{ status: 500, times: 1 }, 'institution_unavailable'],
        [{ status: 503, times: 1 }, 'institution_maintenance'],
        [{ status: 429, times: 1 }, 'rate_limited'],
        [{ garbage: true, times: 1 }, 'protocol'],
      ] as const) {
        await world.desk('PUT', 'bank-oauth/faults', fault);
        const error = await world.fdx.listAccounts(bank, credential).catch((thrown) => thrown);
        assert.ok(error instanceof BankError);
        assert.equal(error.kind, kind, JSON.stringify(fault));
        assert.equal(await world.fdx.diagnose(bank, consent.id, error), null);
      }
      assert.equal((await world.fdx.listAccounts(bank, credential)).length, 7);
    } finally {
      await world.close();
    }
  });
});
