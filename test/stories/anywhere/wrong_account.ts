// A customer is asked for one account and brings another one, or another person: nothing changes, and the fresh consent is given back.
import assert from 'node:assert/strict';
import {
  atBank,
  complete,
  consentsAtBank,
  everything,
  idsOf,
  link,
  mark,
  named,
  relinkSession,
  type Session,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings', 'Joint Checking'];

export function assertNoAccount(session: Session): void {
  assert.equal(session.status, 'failed');
  assert.deepEqual(session.status_details, {});
  assert.deepEqual(session.relink_result, { account: null, authorization: null, failure_reason: 'no_account' });
  assert.deepEqual(session.accounts.data, []);
}

export const wrongAccount: Story = {
  'a wrong account at a broken link changes nothing, and a later relink still repairs the same ids': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const broken = await everything(world, linked);
    const since = await mark(world);
    const account = linked.accounts[0]!.id;
    const session = await relinkSession(world, linked, { account });
    assertNoAccount(await complete(world, session.id, { outcome: 'wrong_account' }));
    assert.deepEqual(await everything(world, linked), broken);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'REVOKED']);

    const done = await complete(world, (await relinkSession(world, linked, { account })).id);
    assert.equal(done.relink_result?.account, account);
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'REVOKED', 'ACTIVE']);
  },

  'a wrong account at a healthy link changes nothing and ends only the consent that came with it': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    assertNoAccount(await complete(world, session.id, { outcome: 'wrong_account' }));
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['ACTIVE', 'REVOKED']);
  },

  'naming another account than the required one at the bank is a wrong account': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const session = await relinkSession(world, linked, { account: named(linked.accounts, 'Everyday Checking').id });
    assertNoAccount(await complete(world, session.id, { accounts: ['Rainy Day Savings'] }));
    assert.deepEqual(await everything(world, linked), before);
  },

  'naming the required account among others at the bank relinks it': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const account = named(linked.accounts, 'Rainy Day Savings').id;
    const session = await relinkSession(world, linked, { account });
    const done = await complete(world, session.id, { accounts: ['Home Loan', 'Rainy Day Savings'] });
    assert.deepEqual(done.relink_result, { account, authorization: linked.authorization, failure_reason: null });
    assert.deepEqual(idsOf(done.accounts.data), [account]);
    assert.deepEqual(await everything(world, linked), before);
  },

  'a wrong account at a bank that shares all accounts is another person’s, and changes nothing': async (world) => {
    const linked = await link(world, { institution: 'Test (OAuth)', accounts: ['Success', 'Savings'] });
    const before = await everything(world, linked);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    assertNoAccount(await complete(world, session.id, { outcome: 'wrong_account' }));
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await consentsAtBank(world, 'test-oauth', linked.customer!), ['ACTIVE']);
  },

  'another person is refused even for the same joint account, and his consent is given back': async (world) => {
    const slug = 'ownership-accounts';
    const linked = await link(world, { institution: 'Ownership Accounts' });
    const partner = `${linked.customer}-partner`;
    const owner = await atBank(world, slug, linked.customer!);
    const joint = owner.accounts.find((account) => account.display_name === 'Joint Owners Checking')!.account_id;
    await world.control('POST', `${slug}/people/${owner.user}/accounts/${joint}/share`, { with: partner });
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const broken = await everything(world, linked);
    const since = await mark(world);

    const session = await relinkSession(world, linked, { account: named(linked.accounts, 'Joint Owners Checking').id });
    assertNoAccount(await complete(world, session.id, { bank_user: partner }));
    const given = (await atBank(world, slug, partner)).consents;
    assert.equal(given.length, 1);
    assert.ok(given[0]!.account_ids.includes(joint));
    assert.equal(given[0]!.status, 'REVOKED');
    assert.deepEqual(await everything(world, linked), broken);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
  },
};
