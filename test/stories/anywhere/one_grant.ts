// A bank that keeps one grant per customer: whoever links there again has the newer grant, and no link ends that need not.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { atBank, complete, link, mark, named, relinkSession, type Scene, toldOnDays } from '../../story.ts';
import { ALIVE, DEAD } from '../fates.ts';
import type { Story } from './tell.ts';
import { fates } from './ways_to_die.ts';

const BANK = ['One Grant Per Customer', 'one-grant'] as const;
const [CHECKING, SAVINGS] = ['Everyday Checking', 'Rainy Day Savings'] as const;

/** For a customer for whom days can pass, unless another one is given. */
async function linkAt(world: Scene, options: Parameters<typeof link>[1] = {}) {
  const customer =
    options.customer === undefined ? await world.driver.customer(world, { name: 'Jenny Rosen' }) : options.customer;
  const linked = await link(world, { institution: BANK[0], ...options, customer });
  return { ...linked, since: await mark(world) };
}

const wrong = Object.entries({ 'a customer’s': undefined, 'nobody’s': null }).map(
  ([holder, customer]): [string, Story[string]] => [
    `after a wrong account ${holder} link keeps the grant that took the place of its own, and what it leaves out is told`,
    async (world) => {
      const bank_user = `chooser-${randomUUID()}`;
      const linked = await linkAt(world, { bank_user, accounts: [CHECKING, SAVINGS], customer });
      const target = named(linked.accounts, CHECKING);
      const session = await relinkSession(world, linked, { account: target.id });
      const done = await complete(world, session.id, { outcome: 'wrong_account' });
      assert.equal(done.relink_result?.failure_reason, 'no_account');
      const consents = (await atBank(world, BANK[1], bank_user)).consents.map(({ status }) => status);
      assert.deepEqual(consents, ['REVOKED', 'ACTIVE']);
      const other = named(linked.accounts, SAVINGS);
      assert.deepEqual(await fates(world, [target, other]), [DEAD('access_denied'), ALIVE]);
    },
  ],
);

export const oneGrant: Story = {
  ...Object.fromEntries(wrong),

  'a link whose grant had ended lives by the one that a wrong account left, and is looked at daily again': async (
    world,
  ) => {
    const linked = await linkAt(world, { accounts: [CHECKING, SAVINGS] });
    const customer = linked.customer!;
    const [target, other] = [named(linked.accounts, CHECKING), named(linked.accounts, SAVINGS)];
    const revokedSince = async () => {
      const { consents } = await atBank(world, BANK[1], customer);
      const path = `${BANK[1]}/consents/${consents.at(-1)!.consent_id}/simulate`;
      await world.control('POST', path, { event: 'revoked' });
      await world.driver.pass(world, customer, 1);
      return await fates(world, [target, other]);
    };
    const dead = DEAD('access_denied');
    assert.deepEqual(await revokedSince(), [dead, dead]);
    // The last look that was planned.
    await world.driver.pass(world, customer, 1);
    const session = await relinkSession(world, linked, { account: target.id });
    await complete(world, session.id, { outcome: 'wrong_account' });
    await world.settle();
    assert.deepEqual(await fates(world, [target, other]), [dead, ALIVE]);
    assert.deepEqual(await revokedSince(), [dead, dead]);
  },

  'row 7: the link of another holder dies at once when the same person links other accounts': async (world) => {
    const bank_user = `shared-${randomUUID()}`;
    const first = await linkAt(world, { bank_user, accounts: [CHECKING] });
    const second = await linkAt(world, { bank_user, accounts: [SAVINGS] });
    assert.notEqual(first.authorization, second.authorization);
    assert.deepEqual(await fates(world, [...first.accounts, ...second.accounts]), [DEAD('access_denied'), ALIVE]);
  },

  'row 5: lost tokens of a consent that lives beside another holder’s are not taken for a newer grant': async (
    world,
  ) => {
    const bank_user = `shared-${randomUUID()}`;
    const first = await linkAt(world, { bank_user, accounts: [CHECKING] });
    const second = await linkAt(world, { bank_user, accounts: [CHECKING] });
    const { consents } = await atBank(world, BANK[1], bank_user);
    const path = `${BANK[1]}/consents/${consents[0]!.consent_id}/simulate`;
    await world.control('POST', path, { event: 'tokens_lost' });
    await world.driver.pass(world, first.customer!, 1);
    assert.deepEqual(await fates(world, [...first.accounts, ...second.accounts]), [DEAD('unspecified'), ALIVE]);
  },

  'row 7: and the holder’s own link goes on under the newer grant, with the same number and no event of its end':
    async (world) => {
      const linked = await linkAt(world, { accounts: [CHECKING] });
      const again = await link(world, {
        customer: linked.customer,
        institution: BANK[0],
        accounts: [CHECKING, SAVINGS],
      });
      assert.equal(again.authorization, linked.authorization);
      assert.deepEqual(await fates(world, again.accounts), [ALIVE, ALIVE]);
      const types = (await toldOnDays(world, linked.since, linked.customer!)).map(([, type]) => type);
      assert.deepEqual(types, ['account.created', 'session.updated']);
    },
};
