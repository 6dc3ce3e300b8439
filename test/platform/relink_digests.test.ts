// The weekly digest: whom it is written to, what it tells, once a week, and not at all where there is nothing to tell.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Database } from '../../server/src/database/open.ts';
import type { Row } from '../../server/src/database/schema.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { savePolicy } from '../../server/src/domain/connections/relink_policy_work.ts';
import { requestRelink } from '../../server/src/domain/connections/request_relink.ts';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import { WRITE_DIGESTS, writeDigests } from '../../server/src/domain/merchants/digest.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { newId } from '../../server/src/kernel/id.ts';
import { createJobKinds } from '../../server/src/worker.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';
import { OWNER_EMAIL, writeLinks } from '../links.ts';
import { vaultOf } from './batch_desk.ts';

const PUBLIC_URL = 'http://127.0.0.1:4242';
const random = (bytes: number) => randomBytes(bytes);

let fresh: TestDatabase;
let database: Database;
let now = new Date('2026-11-03T12:00:00Z');
const base = { clock: { now: () => now }, random, vault: vaultOf(random) };
let merchant: Row<'merchants'>;
const broken = (number: number) => `fca_broken0000000${number}` as const;

before(async () => {
  fresh = await freshDatabase();
  database = await fresh.open();
  await database.transact(async (trx) => {
    await seedInstitutions(trx);
    ({ merchant } = await ensureSandboxMerchant(trx, null, base));
    const link = { merchant: merchant.id, now };
    await writeLinks(trx, { ...link, kind: 'broken', count: 3 });
    await writeLinks(trx, { ...link, kind: 'needs_no_relink', count: 2 });
    await writeLinks(trx, { ...link, kind: 'expiring', count: 1 });
    const members: [string, Partial<Row<'members'>>][] = [
      [OWNER_EMAIL, { role: 'owner' }],
      ['operator@example.com', {}],
      ['viewer@example.com', { role: 'viewer' }],
      ['without@example.com', { digest: false }],
      ['invited@example.com', { confirmed_at: null }],
      ['gone@example.com', { removed_at: now }],
    ];
    for (const [email, more] of members)
      await trx
        .insertInto('members')
        .values({
          id: newId('mbr', random),
          merchant: merchant.id,
          email,
          name: null,
          role: 'operator',
          invited_by: null,
          created: now,
          confirmed_at: now,
          removed_at: null,
          ...more,
        })
        .execute();
  });
});
after(async () => {
  await database.close();
  await fresh.remove();
});
/** Everything that one round writes at a time, by reader. */
async function roundAt(time: string): Promise<Record<string, unknown>> {
  now = new Date(time);
  await database.kysely.deleteFrom('mails').execute();
  await database.transact((trx) => writeDigests({ ...base, database }, trx, '', PUBLIC_URL));
  const mails = await database.kysely.selectFrom('mails').select(['recipient', 'type', 'data']).execute();
  return Object.fromEntries(
    mails.filter(({ type }) => type === 'digest').map(({ recipient, data }) => [recipient, data]),
  );
}

const context = <T>(rule: (context: Awaited<ReturnType<typeof openContext>>) => Promise<T>) =>
  database.transact(async (trx) => rule(await openContext(base, trx, { merchant: merchant.id, livemode: false })));

describe('the digest', () => {
  test('comes on Monday at eight to owners and operators who want it, and tells of the week before', async () => {
    now = new Date('2026-11-04T12:00:00Z');
    const asked = { delivery_method: 'url', source: 'dashboard', requested_by: null, batch: null } as const;
    await context((one) => requestRelink(one, broken(1), asked));
    now = new Date('2026-11-09T01:00:00Z');
    await context((one) => requestRelink(one, broken(2), asked));
    assert.deepEqual(await roundAt('2026-11-09T07:59:00Z'), {});
    const told = {
      week: '2026-11-02',
      needs_relink: 4,
      repaired: 0,
      asked: 1,
      expiring: 1,
      url: `${PUBLIC_URL}/dashboard/accounts?needs_relink=true`,
    };
    assert.deepEqual(await roundAt('2026-11-09T08:00:00Z'), { [OWNER_EMAIL]: told, 'operator@example.com': told });
  });

  test('comes once a week, and late rather than never', async () => {
    assert.deepEqual(await roundAt('2026-11-09T08:15:00Z'), {});
    const late = await roundAt('2026-11-18T23:00:00Z');
    assert.deepEqual((late[OWNER_EMAIL] as { week: string; asked: number }).week, '2026-11-09');
    assert.equal((late[OWNER_EMAIL] as { week: string; asked: number }).asked, 1);
    assert.deepEqual(await roundAt('2026-11-19T08:00:00Z'), {});
  });

  test('comes in the time zone of the policy', async () => {
    const policy = { ...POLICY, time_zone: 'America/Los_Angeles' };
    assert.ok(!('problem' in (await context((one) => savePolicy(one, policy)))));
    assert.deepEqual(await roundAt('2026-11-23T15:59:00Z'), {});
    assert.equal(((await roundAt('2026-11-23T16:00:00Z'))[OWNER_EMAIL] as { week: string }).week, '2026-11-16');
  });

  test('is not written where there is nothing to tell, nor to who has come since', async () => {
    await database.kysely
      .updateTable('accounts')
      .set({ status: 'disconnected', inactive_cause: null, inactive_action: null })
      .execute();
    assert.deepEqual(await roundAt('2026-12-28T20:00:00Z'), {});
    await database.kysely
      .updateTable('accounts')
      .set({ status: 'inactive', inactive_cause: 'access_denied', inactive_action: 'relink_required' })
      .execute();
    assert.deepEqual(await roundAt('2026-12-29T20:00:00Z'), {}, 'that week has been told of');
    await database.kysely
      .updateTable('merchants')
      .set({ created: new Date('2027-01-04T20:00:00Z') })
      .execute();
    assert.deepEqual(await roundAt('2027-01-05T20:00:00Z'), {});
    assert.equal(Object.keys(await roundAt('2027-01-12T20:00:00Z')).length, 2);
  });
});

test('a round of digests that is given up is followed by the next one', async () => {
  now = new Date('2027-02-01T08:00:00Z');
  await database.kysely.deleteFrom('jobs').execute();
  const kind = createJobKinds({ ...base, database } as never, PUBLIC_URL)[WRITE_DIGESTS]!;
  await database.transact(kind.given_up!({} as never));
  const planned = await database.kysely.selectFrom('jobs').select(['kind', 'state', 'due_at']).execute();
  assert.deepEqual(planned, [{ kind: WRITE_DIGESTS, state: 'waiting', due_at: new Date('2027-02-01T08:15:00Z') }]);
});

const POLICY = {
  enabled: false,
  when_relinkable: true,
  days_before: [30],
  quiet_from: 0,
  quiet_until: 0,
  daily_cap: 1,
};
