// A customer is asked for one account and brings another one, or another person: nothing changes, and the fresh consent is given back.
import assert from 'node:assert/strict';
import {
  complete,
  consentsAtBank,
  everything,
  link,
  mark,
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
};
