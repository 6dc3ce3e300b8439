// Ways a link can die at its bank, by the numbers of the rows in the table of causes: what the bank does, what the merchant reads.
import assert from 'node:assert/strict';
import {
  type Account,
  atBank,
  complete,
  idsOf,
  link,
  mark,
  relinkSession,
  type Scene,
  toldOnDays,
} from '../../story.ts';
import { ALIVE, DEAD } from '../fates.ts';
import type { Story } from './tell.ts';

const NEWEST = '2026-09-30.preview';
const [CHECKING, SAVINGS] = ['Everyday Checking', 'Rainy Day Savings'] as const;

/** A customer for whom days can pass with linked accounts, and how to reach him at the bank's desk. */
async function linkInTime(world: Scene, institution: string, slug: string, accounts?: string[]) {
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
  const linked = await link(world, { institution, customer, ...(accounts && { accounts }) });
  const person = await atBank(world, slug, customer);
  const consent = person.consents.at(-1)!.consent_id;
  const since = await mark(world);
  let today = 0;
  return {
    ...linked,
    customer,
    since,
    toConsent: (event: string) => world.control('POST', `${slug}/consents/${consent}/simulate`, { event }),
    toAccount: (name: string, event: string) => {
      const { account_id } = person.accounts.find(({ display_name }) => display_name === name)!;
      return world.control('POST', `${slug}/people/${customer}/accounts/${account_id}/simulate`, { event });
    },
    withdraw: (cluster: string) => world.control('DELETE', `${slug}/consents/${consent}/data/${cluster}`),
    async dayIs(day: number) {
      await world.driver.pass(world, customer, day - today);
      today = day;
    },
  };
}

const linkTwo = (world: Scene, accounts: string[] = [CHECKING, SAVINGS]) =>
  linkInTime(world, 'Bank (OAuth)', 'bank-oauth', accounts);

/** Status, cause and action of accounts, in the order of linking. */
export async function fates(world: Scene, accounts: Pick<Account, 'id'>[]): Promise<unknown[]> {
  return await Promise.all(
    accounts.map(async ({ id }) => {
      const { status, status_details } = await world.stripe.financialConnections.accounts.retrieve(id);
      const { cause, action } = status_details?.inactive ?? {};
      return cause ? [status, cause, action] : [status];
    }),
  );
}

async function share(world: Scene, { accounts }: { accounts: Account[] }, fate: string[]): Promise<void> {
  assert.deepEqual(
    await fates(world, accounts),
    accounts.map(() => fate),
  );
}

async function numberOf(world: Scene, { id }: Pick<Account, 'id'>): Promise<string | undefined> {
  const { account_numbers } = await world.client({ apiVersion: NEWEST }).financialConnections.accounts.retrieve(id);
  return account_numbers?.[0]?.status;
}

const WAYS: [rows: string, event: string, slug: string, name: string, cause: string][] = [
  ['1: expired', 'expired', 'bank-oauth', 'Bank (OAuth)', 'access_expired'],
  ['2: the customer revoked it', 'revoked', 'bank-oauth', 'Bank (OAuth)', 'access_denied'],
  ['3: the bank ended this one', 'revoked_by_bank', 'ownership-accounts', 'Ownership Accounts', 'access_denied'],
  ['5: its tokens are dead and it lives', 'tokens_lost', 'bank-oauth', 'Bank (OAuth)', 'unspecified'],
  ['9: a new sign-in is wanted', 'reauthentication_required', 'bank-oauth', 'Bank (OAuth)', 'institution_requirement'],
];

const ways = WAYS.map(([row, event, slug, name, cause]): [string, Story[string]] => [
  `row ${row}: ${cause}, told once per account, and a relink repairs it`,
  async (world) => {
    const linked = await linkInTime(world, name, slug);
    await linked.toConsent(event);
    for (const day of [1, 2]) await linked.dayIs(day);
    await share(world, linked, DEAD(cause));
    const toldOnce = idsOf(linked.accounts).map((id) => [1, 'account.deactivated', id]);
    assert.deepEqual(await toldOnDays(world, linked.since, linked.customer), toldOnce);
    await complete(world, (await relinkSession(world, linked)).id);
    await share(world, linked, ALIVE);
  },
]);

const WORDS = { revoked: 'access_denied', expired: 'access_expired', tokens_lost: 'unspecified' };

const words = Object.entries(WORDS).map(([event, cause]): [string, Story[string]] => [
  `row 6: at a bank without records its own words tell that it was ${event}: ${cause}`,
  async (world) => {
    const linked = await linkInTime(world, 'Plain OAuth', 'plain-oauth');
    await linked.toConsent(event);
    await linked.dayIs(1);
    await share(world, linked, DEAD(cause));
  },
]);

export const waysToDie: Story = {
  ...Object.fromEntries([...ways, ...words]),

  'row 10: what the customer no longer shares is no longer permitted, and the account goes on without it': async (
    world,
  ) => {
    const linked = await linkTwo(world);
    await linked.withdraw('PAYMENT_SUPPORT');
    await linked.dayIs(1);
    assert.deepEqual(await fates(world, linked.accounts), [ALIVE, ALIVE]);
    const { accounts } = world.stripe.financialConnections;
    const [account] = linked.accounts;
    assert.deepEqual((await accounts.retrieve(account!.id)).permissions, ['balances']);
    await linked.withdraw('ACCOUNT_DETAILED');
    await accounts.refresh(account!.id, { features: ['balance'] });
    await world.settle();
    assert.deepEqual((await accounts.retrieve(account!.id)).permissions, []);
    assert.deepEqual(await fates(world, linked.accounts), [DEAD('access_denied'), ALIVE]);
  },

  'rows 11 and 12: a closed account has no way back, one that is no longer shared has; the link lives': async (
    world,
  ) => {
    const linked = await linkTwo(world, [CHECKING, SAVINGS, 'Platinum Card']);
    await linked.toAccount(CHECKING, 'closed');
    await linked.toAccount(SAVINGS, 'sharing_stopped');
    await linked.dayIs(1);
    assert.deepEqual(await fates(world, linked.accounts), [
      DEAD('account_closed', 'none'),
      DEAD('access_denied'),
      ALIVE,
    ]);
  },

  'row 13: an account that is missing is given a day before it counts as gone': async (world) => {
    const linked = await linkTwo(world);
    await linked.toAccount(CHECKING, 'unavailable');
    await linked.dayIs(1);
    assert.deepEqual(await fates(world, linked.accounts), [ALIVE, ALIVE]);
    await linked.dayIs(3);
    assert.deepEqual(await fates(world, linked.accounts), [DEAD('account_unavailable'), ALIVE]);
  },

  'row 14: a restricted account cannot be debited, is unavailable after a week, and back when the bank says so': async (
    world,
  ) => {
    const linked = await linkTwo(world);
    const [checking] = linked.accounts;
    await linked.toAccount(CHECKING, 'restricted');
    await linked.dayIs(1);
    assert.deepEqual([await numberOf(world, checking!), (await fates(world, [checking!]))[0]], ['pending', ALIVE]);
    await linked.dayIs(7.5);
    assert.deepEqual(await fates(world, linked.accounts), [ALIVE, ALIVE]);
    await linked.dayIs(8.1);
    assert.deepEqual(await fates(world, linked.accounts), [DEAD('account_unavailable', 'none'), ALIVE]);
    await linked.toAccount(CHECKING, 'unrestricted');
    await linked.dayIs(9.2);
    assert.deepEqual([await numberOf(world, checking!), (await fates(world, [checking!]))[0]], ['transactable', ALIVE]);
    const types = (await toldOnDays(world, linked.since, linked.customer)).map(([, type, id]) => [
      id === checking!.id,
      type,
    ]);
    const story = ['account_numbers_updated', 'deactivated', 'reactivated', 'account_numbers_updated'];
    assert.deepEqual(
      types,
      story.map((type) => [true, `account.${type}`]),
    );
  },

  'row 15: an account that is about to be closed works on, and that is told once': async (world) => {
    const linked = await linkTwo(world);
    const [checking] = linked.accounts;
    await linked.toAccount(CHECKING, 'closing');
    for (const day of [1, 2]) await linked.dayIs(day);
    assert.deepEqual(await fates(world, linked.accounts), [ALIVE, ALIVE]);
    assert.equal(await numberOf(world, checking!), 'transactable');
    assert.deepEqual(await toldOnDays(world, linked.since, linked.customer), [
      [1, 'account.upcoming_deactivation', checking!.id],
    ]);
  },

  'row 16: a kind of account that has no number loses that permission and nothing else': async (world) => {
    const linked = await linkTwo(world);
    await linked.toAccount(CHECKING, 'unsupported');
    await linked.dayIs(1);
    assert.deepEqual(await fates(world, linked.accounts), [ALIVE, ALIVE]);
    const { permissions } = await world.stripe.financialConnections.accounts.retrieve(linked.accounts[0]!.id);
    assert.deepEqual(permissions, ['balances']);
  },

  'rows 17 and 18: a number in the making, and a row that the bank cannot read, change nothing': async (world) => {
    const linked = await linkTwo(world);
    await linked.toAccount(CHECKING, 'number_pending');
    await linked.toAccount(SAVINGS, 'incomplete');
    for (const day of [1, 2]) await linked.dayIs(day);
    assert.deepEqual(await fates(world, linked.accounts), [ALIVE, ALIVE]);
    assert.deepEqual(await toldOnDays(world, linked.since, linked.customer), []);
  },

  'rows 14 and 18: an error in the row of one account is about that account only': async (world) => {
    const linked = await linkTwo(world);
    await linked.toAccount(CHECKING, 'locked');
    await linked.toAccount(SAVINGS, 'closed');
    await linked.toAccount(SAVINGS, 'reopened');
    await linked.dayIs(1);
    assert.deepEqual(await fates(world, linked.accounts), [ALIVE, DEAD('account_unavailable')]);
    assert.equal(await numberOf(world, linked.accounts[0]!), 'pending');
  },
};
