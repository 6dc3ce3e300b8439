// The same story at banks that protect themselves in four ways: linked, read, revoked, and relinked as the same account.
import assert from 'node:assert/strict';
import { complete, link, relinkSession, type Scene, simulateOnAuthorization } from '../../story.ts';
import type { Story } from './tell.ts';

/** Those that sign against the real time first: in live mode the later ones move it. */
const BANKS = {
  'FAPI 2.0 (DPoP)': 'pushes the request, proves keys, binds tokens to one of them',
  'FAPI 2.0 (mTLS)': 'knows us by our certificate and binds tokens to it',
  'FDX Green': 'rotates refresh tokens and encrypts account numbers for us',
  'Plain OAuth': 'has no ID tokens, no consent records and no discovery',
};

async function livesAt(world: Scene, institution: string): Promise<void> {
  const { accounts } = world.stripe.financialConnections;
  const linked = await link(world, { institution, permissions: ['payment_method', 'balances'] });
  const [account] = linked.accounts;
  assert.ok(account, JSON.stringify(linked.session));
  assert.equal(account.status, 'active');
  assert.deepEqual(account.supported_payment_method_types, ['us_bank_account']);
  await accounts.refresh(account.id, { features: ['balance'] });
  await world.settle();
  const read = await accounts.retrieve(account.id);
  assert.equal(read.balance_refresh?.status, 'succeeded');

  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const broken = await accounts.retrieve(account.id);
  assert.equal(broken.status, 'inactive');

  const session = await relinkSession(world, linked, { account: account.id });
  const done = await complete(world, session.id);
  assert.deepEqual(done.relink_result, {
    account: account.id,
    authorization: linked.authorization,
    failure_reason: null,
  });
  assert.equal((await accounts.retrieve(account.id)).status, 'active');
  const all = await accounts.list({ account_holder: { customer: linked.customer! }, limit: 100 });
  assert.deepEqual(all.data.map(({ id }) => id).sort(), linked.accounts.map(({ id }) => id).sort());
}

export const securityProfiles: Story = Object.fromEntries(
  Object.entries(BANKS).map(([institution, how]) => [
    `a customer of ${institution}, which ${how}, links, is read, and repairs the same link`,
    (world) => livesAt(world, institution),
  ]),
);
