// Links of customers on clocks of their own, how to move them at the bank, and what becomes of their accounts.
import assert from 'node:assert/strict';
import { type Account, advanceTo, atBank, link, mark, newClock } from '../story.ts';
import type { World } from '../world.ts';

export const DEAD = (cause: string, action = 'relink_required') => ['inactive', cause, action];
export const ALIVE = ['active'];

/** For a world that is open by the time they are used. */
export function onClocks(world: () => World) {
  /** A customer on a clock of his own with linked accounts, and how to reach him at the bank's desk. */
  async function linkOnClock(
    institution = 'Bank (OAuth)',
    slug = 'bank-oauth',
    options: Parameters<typeof link>[1] = {},
  ) {
    const test_clock = await newClock(world());
    const linked = await link(world(), { institution, test_clock, ...options });
    const user = options.bank_user ?? linked.customer!;
    const person = await atBank(world(), slug, user);
    const consent = person.consents.at(-1)!.consent_id;
    const since = await mark(world());
    return {
      ...linked,
      test_clock,
      consent,
      since,
      toConsent: (event: string) => world().control('POST', `${slug}/consents/${consent}/simulate`, { event }),
      toAccount: (name: string, event: string) => {
        const { account_id } = person.accounts.find(({ display_name }) => display_name === name)!;
        return world().control('POST', `${slug}/people/${user}/accounts/${account_id}/simulate`, { event });
      },
      withdraw: (cluster: string) => world().control('DELETE', `${slug}/consents/${consent}/data/${cluster}`),
      dayIs: (days: number) => advanceTo(world(), test_clock, days),
    };
  }

  /** Status, cause and action of accounts, in the order of linking. */
  async function fates(accounts: Pick<Account, 'id'>[]): Promise<unknown[]> {
    return await Promise.all(
      accounts.map(async ({ id }) => {
        const { status, status_details } = await world().stripe.financialConnections.accounts.retrieve(id);
        const { cause, action } = status_details?.inactive ?? {};
        return cause ? [status, cause, action] : [status];
      }),
    );
  }

  async function share({ accounts }: { accounts: Account[] }, fate: string[]): Promise<void> {
    assert.deepEqual(
      await fates(accounts),
      accounts.map(() => fate),
    );
  }

  return { linkOnClock, fates, share };
}
