// stripe.financialConnections.accounts: listOwners and listInferredBalances, without a bank.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { type AccountId, newId } from '../../server/src/kernel/id.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { plain } from './connected.ts';
import { writeAccount, writeRefresh } from './data_accounts.ts';
import { testList } from './lists.ts';
import { assertRefused, missing, noSuch, refusal, unrecognizedUrl } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const GENERAL = { apiVersion: '2026-10-28.endive' };
const NOON = new Date('2026-03-01T12:00:00Z');

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

/** An account with an ownership of so many owners; their ids are in the bank's order. */
async function writeOwners(count: number, account?: AccountId) {
  const id = account ?? (await writeAccount(api));
  const ownership = newId('fcaowns', systemRandom);
  const owners = Array.from({ length: count }, () => newId('fcaown', systemRandom));
  await api.database.transact(async (trx) => {
    await writeRefresh(trx, id, 'ownership', { status: 'succeeded', at: NOON });
    await trx
      .insertInto('account_ownerships')
      .values({ id: ownership, account: id, created: NOON, replaced_at: null })
      .execute();
    const rows = owners.map((owner, index) => ({
      id: owner,
      ownership,
      name: `Owner ${index}`,
      email: null,
      phone: '+1 202 555 0143',
      raw_address: '14 Alder Row, Springfield, IL 62701',
      refreshed_at: NOON,
    }));
    await trx.insertInto('account_owners').values(rows.toReversed()).execute();
  });
  return { id, ownership, owners };
}

describe('financialConnections.accounts.listOwners', () => {
  let joint: Awaited<ReturnType<typeof writeOwners>>;
  before(async () => {
    joint = await writeOwners(5);
  });
  const list = (params: object = {}, id: string = joint.id) =>
    api.stripe.financialConnections.accounts.listOwners(id, { ownership: joint.ownership, ...params });

  test('is paged like every list, the bank’s first owner in front', async () => {
    const url = `/v1/financial_connections/accounts/${joint.id}/owners`;
    const { data, ...all } = await list();
    assertWhole({ data, ...all });
    assert.deepEqual([all.url, all.has_more, data.map(({ id }) => id)], [url, false, joint.owners]);
    const page = await list({ limit: 2, starting_after: joint.owners[1] });
    assert.deepEqual([page.data.map(({ id }) => id), page.has_more], [joint.owners.slice(2, 4), true]);
    await assertRefused(list({ starting_after: 'fcaown_none' }), noSuch('owner', 'fcaown_none', 'starting_after'));
  });

  test('answers with whole owners', async () => {
    const { data } = await list({ limit: 1 });
    assert.deepEqual(plain(data[0]), {
      id: joint.owners[0],
      object: 'financial_connections.account_owner',
      email: null,
      name: 'Owner 0',
      ownership: joint.ownership,
      phone: '+1 202 555 0143',
      raw_address: '14 Alder Row, Springfield, IL 62701',
      refreshed_at: NOON.getTime() / 1000,
    });
  });

  test('needs an ownership of this very account', async () => {
    const none = {} as Stripe.FinancialConnections.AccountListOwnersParams;
    await assertRefused(api.stripe.financialConnections.accounts.listOwners(joint.id, none), missing('ownership'));
    const other = await writeOwners(1);
    await assertRefused(list({ ownership: other.ownership }), noSuch('ownership', other.ownership, 'ownership'));
  });

  test('is refused without the permission, and the ownership is not to be had by expanding either', async () => {
    const closed = await writeOwners(1, await writeAccount(api, { permissions: ['balances'] }));
    assert.match(
      (await refusal(list({ ownership: closed.ownership }, closed.id))).message,
      /has not allowed 'ownership'/,
    );
    const account = await api.stripe.financialConnections.accounts.retrieve(closed.id, { expand: ['ownership'] });
    assert.equal(typeof account.ownership, 'string');
    const all = await api.stripe.financialConnections.accounts.list({ limit: 100, expand: ['data.ownership'] });
    const listed = all.data.find(({ id }) => id === joint.id)?.ownership;
    assert.equal((listed as Stripe.FinancialConnections.AccountOwnership).owners.data.length, 5);
  });
});

describe('financialConnections.accounts.listInferredBalances', () => {
  let account: AccountId;
  before(async () => {
    account = await writeAccount(api);
  });

  testList({
    list: (params) => api.stripe.financialConnections.accounts.listInferredBalances(account, params),
    get url() {
      return `/v1/financial_connections/accounts/${account}/inferred_balances`;
    },
    noun: 'inferred balance',
    async ids() {
      const rows = Array.from({ length: 11 }, (_, index) => ({
        id: newId('fcaib', systemRandom),
        account,
        as_of: new Date(Date.UTC(2026, 1, 20 - index, 23, 59, 59)),
        currency: 'usd',
        current: 1000 - index,
      }));
      await api.database.kysely.insertInto('inferred_balances').values(rows).execute();
      return rows.map(({ id }) => id);
    },
    async foreign() {
      const id = newId('fcaib', systemRandom);
      const row = { id, account: await writeAccount(api), as_of: NOON, currency: 'usd', current: 1 };
      await api.database.kysely.insertInto('inferred_balances').values(row).execute();
      return id;
    },
  });

  test('is there in preview versions only, and for those who were allowed both that it follows from', async () => {
    const path = `/v1/financial_connections/accounts/${account}/inferred_balances`;
    const general = api.stripe.financialConnections.accounts.listInferredBalances(account, {}, GENERAL);
    await assertRefused(general, unrecognizedUrl('GET', path));
    const closed = await writeAccount(api, { permissions: ['transactions'] });
    const refused = await refusal(api.stripe.financialConnections.accounts.listInferredBalances(closed));
    assert.match(refused.message, /has not allowed 'inferred_balances'/);
  });
});
