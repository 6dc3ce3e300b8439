// Another person of the bank answers a relink of the authorization: he gets an authorization of his own, and the old link is left as it was.
import assert from 'node:assert/strict';
import {
  atBank,
  complete,
  consentsAtBank,
  everything,
  idsOf,
  link,
  mark,
  relinkSession,
  type Scene,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

const JOINT = 'Joint Owners Checking';

/** Gives a person's account to another one as well: a joint account. */
async function share(world: Scene, owner: string, name: string, partner: string): Promise<void> {
  const person = await atBank(world, 'ownership-accounts', owner);
  const { account_id } = person.accounts.find((account) => account.display_name === name)!;
  await world.control('POST', `ownership-accounts/people/${owner}/accounts/${account_id}/share`, { with: partner });
}

export const otherPerson: Story = {
  'another person gets another authorization with accounts of its own': async (world) => {
    const linked = await link(world, { institution: 'Tokenized Account Numbers' });
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const broken = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked);
    const name = 'Eventually Expiring Tokenized Account Number';
    const done = await complete(world, session.id, { bank_user: `${linked.customer}-other`, accounts: [name] });
    assert.equal(done.status, 'succeeded');
    const authorization = done.relink_result?.authorization;
    assert.ok(authorization);
    assert.notEqual(authorization, linked.authorization);
    assert.deepEqual(done.relink_result, { account: null, authorization, failure_reason: null });
    const [fresh] = done.accounts.data;
    assert.deepEqual([fresh?.display_name, fresh?.authorization, fresh?.status], [name, authorization, 'active']);
    assert.ok(!idsOf(linked.accounts).includes(fresh!.id));
    const now = await everything(world, linked);
    assert.deepEqual(now.authorization, broken.authorization);
    assert.deepEqual(now.accounts, broken.accounts);
    assert.deepEqual((await told(world, since)).slice(0, 2), [
      ['account.created', fresh!.id],
      ['session.updated', session.id],
    ]);
  },

  'accounts of another person are new ones, also where their numbers equal those of broken accounts': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const broken = await everything(world, linked);
    const session = await relinkSession(world, linked);
    const done = await complete(world, session.id, { bank_user: `${linked.customer}-other`, accounts: NAMES });
    assert.notEqual(done.relink_result?.authorization, linked.authorization);
    const old = new Set(idsOf(linked.accounts));
    assert.deepEqual(
      idsOf(done.accounts.data).filter((id) => old.has(id)),
      [],
    );
    const now = await everything(world, linked);
    assert.deepEqual(now.authorization, broken.authorization);
    assert.deepEqual(
      now.accounts.filter((account) => old.has(account.id)),
      broken.accounts,
    );
  },

  'another person does not touch a link that works: its consent lives on': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const other = `${linked.customer}-other`;
    const done = await complete(world, (await relinkSession(world, linked)).id, { bank_user: other, accounts: NAMES });
    assert.notEqual(done.relink_result?.authorization, linked.authorization);
    const now = await everything(world, linked);
    assert.deepEqual(now.accounts, healthy.accounts);
    assert.deepEqual(now.authorization, healthy.authorization);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['ACTIVE']);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', other), ['ACTIVE']);
  },

  'the same other person the next time meets the same authorization and the same ids': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const other = `${linked.customer}-other`;
    const first = await complete(world, (await relinkSession(world, linked)).id, { bank_user: other, accounts: NAMES });
    const again = await complete(world, (await relinkSession(world, linked)).id, { bank_user: other, accounts: NAMES });
    assert.equal(again.relink_result?.authorization, first.relink_result?.authorization);
    assert.deepEqual(idsOf(again.accounts.data), idsOf(first.accounts.data));
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', other), ['REVOKED', 'ACTIVE']);
  },

  'a broken joint account that the other person shares keeps its id and moves to his authorization': async (world) => {
    const linked = await link(world, { institution: 'Ownership Accounts', accounts: [JOINT] });
    const other = `${linked.customer}-partner`;
    await share(world, linked.customer!, JOINT, other);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const [joint] = linked.accounts;
    const since = await mark(world);
    const session = await relinkSession(world, linked);
    const done = await complete(world, session.id, { bank_user: other });
    const authorization = done.relink_result?.authorization;
    assert.notEqual(authorization, linked.authorization);
    assert.deepEqual(done.accounts.data, [{ ...joint, authorization }]);
    assert.deepEqual(await told(world, since), [
      ['account.reactivated', joint!.id],
      ['session.updated', session.id],
    ]);
  },

  'a joint account that both persons have linked stays one account per person': async (world) => {
    const linked = await link(world, { institution: 'Ownership Accounts', accounts: [JOINT] });
    const { customer } = linked;
    const partner = `${customer}-partner`;
    await share(world, customer!, JOINT, partner);
    const his = await link(world, {
      institution: 'Ownership Accounts',
      customer,
      bank_user: partner,
      accounts: [JOINT],
    });
    assert.notEqual(his.authorization, linked.authorization);
    assert.equal(his.accounts.length, 2);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const mine = await everything(world, linked);
    const theirs = await everything(world, his);

    const session = await relinkSession(world, linked);
    const done = await complete(world, session.id, { bank_user: partner });
    assert.deepEqual(done.relink_result, { account: null, authorization: his.authorization, failure_reason: null });
    assert.equal(done.accounts.data.length, 1);
    assert.ok(idsOf(his.accounts).includes(done.accounts.data[0]!.id));
    assert.deepEqual(await everything(world, linked), mine);
    assert.deepEqual(await everything(world, his), theirs);
  },
};
