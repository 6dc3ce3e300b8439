// The institutions' rows on a real database: seeding, finding by id, slug and name, searching, and what connectors read of them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { INSTITUTIONS as AT_THE_BANK } from '../../bank/src/data/institutions.ts';
import type { Database } from '../../server/src/database/open.ts';
import {
  institutionById,
  institutionByIdOrName,
  institutionByName,
  institutionBySlug,
  offeredInstitution,
  profileOf,
  searchInstitutions,
  seedInstitutions,
} from '../../server/src/domain/connections/institution_rows.ts';
import { INSTITUTIONS } from '../../server/src/domain/connections/institutions.data.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';

describe('the institutions', () => {
  let place: TestDatabase;
  let database: Database;
  before(async () => {
    place = await freshDatabase();
    database = await place.open();
    await database.transact(seedInstitutions);
  });
  after(async () => {
    await database.close();
    await place.remove();
  });
  const names = async (query: string, limit?: number) =>
    (await database.transact((trx) => searchInstitutions(trx, false, query, limit))).map(({ name }) => name);

  it('are the bank’s own, one for one, with its names, sign-ins and choices', () => {
    const ours = INSTITUTIONS.map((row) => ({
      slug: row.slug,
      name: row.name,
      sign_in: row.connector === 'fdx' ? 'oauth' : 'form',
      account_choice: profileOf(row).policy.bank_hosted_selection,
    }));
    const bySlug = (one: { slug: string }, other: { slug: string }) => one.slug.localeCompare(other.slug);
    const theirs = AT_THE_BANK.map(({ slug, name, sign_in, account_choice }) => ({
      slug,
      name,
      sign_in,
      account_choice,
    }));
    assert.deepEqual(ours.toSorted(bySlug), theirs.toSorted(bySlug));
  });

  it('have ids of Stripe’s length, each its own', () => {
    for (const { id } of INSTITUTIONS) assert.match(id, /^fcinst_[0-9A-Za-z]{14,15}$/);
    assert.equal(new Set(INSTITUTIONS.map(({ id }) => id)).size, INSTITUTIONS.length);
  });

  it('are seeded again without a second row, and brought back to the data file', async () => {
    await database.transact(async (trx) => {
      await trx.updateTable('institutions').set({ name: 'Renamed' }).where('slug', '=', 'bank-oauth').execute();
      await seedInstitutions(trx);
      const rows = await trx.selectFrom('institutions').selectAll().orderBy('sequence').execute();
      assert.deepEqual(
        rows.map(({ sequence: _, ...row }) => row),
        INSTITUTIONS.map((seed) => ({ ...seed, trouble: null, offered: true })),
      );
    });
  });

  it('that are no longer among the seeds are not offered, and are there for their links', async () => {
    const [first, ...others] = INSTITUTIONS;
    await database.transact(async (trx) => {
      await seedInstitutions(trx, others);
      assert.equal(await offeredInstitution(trx, false, first!.id), null);
      assert.equal((await institutionById(trx, false, first!.id))?.slug, first!.slug);
      const found = await searchInstitutions(trx, false, first!.name);
      assert.ok(!found.some(({ id }) => id === first!.id));
      await seedInstitutions(trx);
      assert.equal((await offeredInstitution(trx, false, first!.id))?.slug, first!.slug);
    });
  });

  it('are found by id, slug and name, in any case, singular too, and only in their mode', async () => {
    await database.transact(async (trx) => {
      const id = 'fcinst_Qn1a6jqpI0Gb84';
      assert.equal((await institutionById(trx, false, id))?.slug, 'test-oauth');
      assert.equal(await institutionById(trx, true, id), null);
      assert.equal((await institutionBySlug(trx, 'inactive-accounts'))?.name, 'Inactive Accounts');
      assert.equal(await institutionBySlug(trx, 'no-such-bank'), null);
      for (const name of ['Tokenized Account Numbers', 'tokenized account number', ' TOKENIZED ACCOUNT NUMBERS ']) {
        assert.equal((await institutionByName(trx, false, name))?.slug, 'tokenized-account-numbers', name);
      }
      assert.equal((await institutionByName(trx, false, 'inactive account'))?.slug, 'inactive-accounts');
      assert.equal(await institutionByName(trx, false, 'Tokenized'), null);
      assert.equal(await institutionByName(trx, false, ''), null);
      assert.equal(await institutionByName(trx, true, 'Bank (OAuth)'), null);
      assert.equal((await institutionByIdOrName(trx, false, id))?.slug, 'test-oauth');
      assert.equal((await institutionByIdOrName(trx, false, 'bank (oauth)'))?.slug, 'bank-oauth');
    });
  });

  it('are offered as featured, and found by any words of their names', async () => {
    const featured = ['Test (Non-OAuth)', 'Test (OAuth)', 'Bank (Non-OAuth)', 'Bank (OAuth)'];
    assert.deepEqual((await names('')).slice(0, 4), featured);
    assert.equal((await names('  ')).length, 9);
    assert.deepEqual(await names('', 2), featured.slice(0, 2));
    assert.deepEqual(await names('token'), ['Tokenized Account Numbers', 'Thirty-Day Tokens']);
    assert.deepEqual(await names('bank oauth'), ['Bank (Non-OAuth)', 'Bank (OAuth)']);
    assert.deepEqual(await names('REAUTH'), [
      'Eventually Requires Reauthentication',
      'Immediately Requires Reauthentication',
    ]);
    assert.deepEqual(await names('accounts'), ['Ownership Accounts', 'Invalid Payment Accounts', 'Inactive Accounts']);
    assert.equal((await names('in'))[0], 'Invalid Payment Accounts');
    for (const nothing of ['no such bank', '%', '_', '\\', "'"]) assert.deepEqual(await names(nothing), [], nothing);
    assert.deepEqual(await names('x'.repeat(10_000)), []);
  });
});
