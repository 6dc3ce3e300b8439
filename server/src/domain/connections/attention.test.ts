// The column `accounts.attention_at`, which the database keeps, says the same as the rule in hosted_relink.ts, whatever state an account is in.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after as afterAll, before, describe, it } from 'node:test';
import type { Database } from '#database/open.ts';
import type {
  IdentifierType,
  LinkStatus,
  NumberStatus,
  Permission,
  RelinkAction,
  Row,
  Transaction,
} from '#database/schema.ts';
import { after, DAY_MS, SECOND_MS, systemClock } from '#kernel/clock.ts';
import { newId } from '#kernel/id.ts';
import { createSealer, localKey } from '#kernel/seal.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/databases.ts';
import { ensureSandboxMerchant } from '../merchants/api_key.ts';
import { needsRelink } from './hosted_relink.ts';
import { seedInstitutions } from './institution_rows.ts';

const random = (bytes: number) => randomBytes(bytes);
const NOW = new Date('2026-06-01T12:00:00Z');
const NOTICE_MS = 30 * DAY_MS;

interface State {
  status: LinkStatus;
  action: RelinkAction | null;
  permissions: Permission[];
  number: { kind: IdentifierType; status: NumberStatus; ends: Date | null } | null;
}

function states(): State[] {
  const links: Pick<State, 'status' | 'action'>[] = [
    { status: 'active', action: null },
    { status: 'inactive', action: 'relink_required' },
    { status: 'inactive', action: 'none' },
    { status: 'disconnected', action: null },
  ];
  const ends = [null, after(NOW, NOTICE_MS), after(NOW, NOTICE_MS + SECOND_MS), after(NOW, -SECOND_MS)];
  const kinds: IdentifierType[] = ['account_number', 'tokenized_account_number'];
  const statuses: NumberStatus[] = ['transactable', 'deactivated', 'pending', 'expired'];
  const numbers = kinds.flatMap((kind) =>
    statuses.flatMap((status) => ends.map((end) => ({ kind, status, ends: end }))),
  );
  const permissions: Permission[][] = [['payment_method'], ['balances']];
  return links.flatMap((link) =>
    permissions.flatMap((given) => [null, ...numbers].map((number) => ({ ...link, permissions: given, number }))),
  );
}

type Link = Pick<Row<'accounts'>, 'merchant' | 'authorization_id' | 'institution'>;

async function insertAccount(trx: Transaction, link: Link, index: number, state: State): Promise<void> {
  const { id } = await trx
    .insertInto('accounts')
    .values({
      ...link,
      id: newId('fca', random),
      livemode: false,
      bank_account: `account ${index}`,
      category: 'cash',
      subcategory: 'checking',
      currency: 'usd',
      status: 'active',
      permissions: state.permissions,
      subscriptions: [],
      supported_payment_method_types: [],
      created: NOW,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (state.number !== null) {
    const { kind, status, ends } = state.number;
    await trx
      .insertInto('account_numbers')
      .values({
        account: id,
        identifier_type: kind,
        status,
        expected_expiry_at: ends,
        supported_networks: ['ach'],
        updated: NOW,
      })
      .execute();
  }
  // Afterwards, as in life: the account was linked before it broke.
  await trx
    .updateTable('accounts')
    .set({ status: state.status, inactive_cause: state.action && 'access_denied', inactive_action: state.action })
    .where('id', '=', id)
    .execute();
}

let fresh: TestDatabase;
let database: Database;
before(async () => {
  fresh = await freshDatabase();
  database = await fresh.open();
});
afterAll(async () => {
  await database.close();
  await fresh.remove();
});

describe('what the database says an account needs', () => {
  it('is what the rule says, for every state of account and number', async () => {
    const rows = await database.transact(async (trx) => {
      await seedInstitutions(trx);
      const vault = { sealer: createSealer(localKey(randomBytes(32)), random), fingerprint_key: randomBytes(32) };
      const { merchant } = await ensureSandboxMerchant(trx, null, { clock: systemClock, random, vault });
      const { id: institution } = await trx.selectFrom('institutions').select('id').limit(1).executeTakeFirstOrThrow();
      const authorization = await trx
        .insertInto('authorizations')
        .values({
          id: newId('fcauth', random),
          merchant: merchant.id,
          livemode: false,
          institution,
          bank_subject: 'subject',
          status: 'active',
          credential_version: 0,
          created: NOW,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const link = { merchant: merchant.id, authorization_id: authorization.id, institution };
      for (const [index, state] of states().entries()) await insertAccount(trx, link, index, state);
      return await trx.selectFrom('accounts').selectAll().execute();
    });
    assert.equal(rows.length, states().length);
    assert.ok(rows.some((row) => needsRelink(row, NOW)) && rows.some((row) => !needsRelink(row, NOW)));
    for (const row of rows) assert.equal(saysSo(row), needsRelink(row, NOW), JSON.stringify(row));
  });
});

function saysSo({ attention_at }: Row<'accounts'>): boolean {
  return attention_at !== null && attention_at <= NOW;
}
