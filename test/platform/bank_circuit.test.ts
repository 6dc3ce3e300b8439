// What every node learns of a bank by the calls of all: when it is left alone because it fails for many, and when it is back.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type BankConnector, BankError } from '../../server/src/domain/connections/bank.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { sealCredential } from '../../server/src/domain/connections/sealed_credential.ts';
import { COUNTED_MS, circuitOf, heldUntil, LOOKS_MIN } from '../../server/src/domain/institutions/circuit.ts';
import { openKinds, PROBE, probeAllNow } from '../../server/src/domain/institutions/probe.ts';
import { newId } from '../../server/src/kernel/id.ts';
import { createMetrics } from '../../server/src/kernel/metrics.ts';
import { probeInstitution } from '../../server/src/outbound/connections/probe_institution.ts';
import { watched } from '../../server/src/outbound/connections/watched.ts';
import { openTestApi, type TestApi } from '../api.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const SECOND_MS = 1_000;

let api: TestApi;
let bank: { id: never; slug: string };
before(async () => {
  api = await openTestApi();
  await api.database.transact(async (trx) => {
    await seedInstitutions(trx);
    bank = (await trx.selectFrom('institutions').select(['id', 'slug']).limit(1).executeTakeFirstOrThrow()) as never;
  });
});
beforeEach(() => api.clock.set(new Date(NOW)));
afterEach(async () => {
  const { kysely } = api.database;
  await kysely.deleteFrom('bank_circuits').execute();
  await kysely.deleteFrom('institution_incidents').execute();
  await kysely.updateTable('institutions').set({ trouble: null }).execute();
  await kysely.deleteFrom('jobs').where('kind', '=', PROBE).execute();
});
after(() => api.close());

type Kind = ConstructorParameters<typeof BankError>[0];

/** Calls of a node, one after the other: each is answered, or refused as told. */
async function calls(...answers: ('ok' | Kind)[]): Promise<void> {
  const metrics = createMetrics({ relink_bank_calls_total: 'Calls.' });
  for (const answer of answers) {
    const listAccounts = async () => {
      if (answer !== 'ok') throw new BankError(answer, { status: 500, code: null, interaction_id: null });
      return [];
    };
    const node = watched({ ...api.world, metrics }, bank, { listAccounts } as never as BankConnector);
    await node.listAccounts(null as never, null as never).catch(() => null);
  }
}

const later = (ms: number) => api.clock.set(new Date(api.clock.now().getTime() + ms));

/** Until when it is left alone, in seconds from now; null: it is not. What is open; when the next look is due. */
async function state() {
  const now = api.clock.now();
  const from = (date: Date | null | undefined) => date && Math.round((date.getTime() - now.getTime()) / SECOND_MS);
  return await api.database.transact(async (trx) => ({
    held: from(await heldUntil(trx, bank.id, { now, random: (bytes) => new Uint8Array(bytes) })) ?? null,
    open: (await openKinds(trx, bank.id)).map(({ kind }) => kind),
    look: from((await trx.selectFrom('jobs').select('due_at').where('kind', '=', PROBE).executeTakeFirst())?.due_at),
  }));
}

const half = (count: number) => Array.from({ length: count }, (_, at) => (at % 2 ? 'ok' : 'institution_unavailable'));

describe('a bank that fails for half of those who are looked at', () => {
  test('is left alone by all nodes for the rest of the time that is counted, however many go well in between', async () => {
    // Two nodes at once.
    await Promise.all([calls(...half(LOOKS_MIN / 2 - 1)), calls(...half(LOOKS_MIN / 2 - 1))]);
    assert.deepEqual(await state(), { held: null, open: [], look: undefined });
    later(SECOND_MS);
    await calls('institution_unavailable', 'institution_unavailable');
    const { held, open, look } = await state();
    assert.deepEqual(open, ['outage']);
    assert.ok(held !== null && held >= COUNTED_MS / SECOND_MS - 1, `${held} s`);
    assert.ok(look! >= held, `${look} s`);
    await calls('ok');
    assert.deepEqual((await state()).open, ['outage'], 'one more that went well is no news');
    later(COUNTED_MS);
    await calls('ok');
    assert.deepEqual((await state()).open, []);
    assert.equal((await state()).held, null);
  });

  test('is back at once when it does better than half', async () => {
    await calls(...half(LOOKS_MIN + 2));
    assert.deepEqual((await state()).open, ['outage']);
    await calls('ok', 'ok');
    assert.deepEqual((await state()).open, []);
  });

  test('stays shut by a look that fails when the time is over', async () => {
    await calls(...half(LOOKS_MIN + 2));
    later(1.5 * COUNTED_MS);
    await calls('institution_unavailable');
    const { held, open } = await state();
    assert.deepEqual(open, ['outage']);
    assert.ok(held !== null && held >= 10 && held <= 12, `${held} s`);
  });
});

test('a bank that failed for all is back with its first answer, and what failed then is forgotten', async () => {
  await calls(...Array.from({ length: 2 * LOOKS_MIN }, (): Kind => 'institution_unavailable'), 'ok');
  assert.deepEqual(await state(), { held: null, open: [], look: (await state()).look });
  await calls('institution_unavailable');
  assert.deepEqual((await state()).open, []);
});

test('a bank that is well leaves no trace, whatever single links are refused', async () => {
  await calls('ok', 'credential_rejected', 'ok');
  assert.equal(await api.database.transact((trx) => circuitOf(trx, bank.id)), null);
});

test('a bank that refuses us is looked at again though one call told it, and holds nothing back', async () => {
  await calls('client_rejected');
  const { held, open, look } = await state();
  assert.deepEqual([held, open], [null, ['client_rejected']]);
  assert.ok(look! >= 10 && look! <= 12, `${look} s`);
  const slugs = await api.database.transact((trx) => probeAllNow(trx, api.clock.now()));
  assert.deepEqual(
    [slugs, (await state()).look],
    [[bank.slug], 0],
    'and at once where somebody says that he has mended it',
  );
});

test('a bank whose only link may not be sent again is asked for its record, and stays shut while it gives none', async () => {
  await calls(...Array.from({ length: 5 }, (): Kind => 'institution_unavailable'));
  later(60 * SECOND_MS);
  const [id, ends] = [newId('fcauth', api.world.random), { access_expires_at: null, refresh_expires_at: null }];
  const secret = { secret: '{}', consent_expires_at: null, ...ends };
  const credential = sealCredential(api.world, { id, merchant: api.merchant.id }, secret);
  const state_of = { status: 'inactive', inactive_cause: 'access_denied', inactive_action: 'relink_required' } as const;
  const link = {
    id,
    merchant: api.merchant.id,
    livemode: false,
    institution: bank.id,
    bank_subject: id,
    consent: 'one',
  };
  const refused = { credential, credential_version: 1, refused_version: 1, created: api.clock.now() };
  await api.database.kysely
    .insertInto('authorizations')
    .values({ ...link, ...state_of, ...refused } as never)
    .execute();
  const down = () =>
    Promise.reject(new BankError('institution_unavailable', { status: 503, code: null, interaction_id: null }));
  const connector = { getConsent: down, diagnose: async () => null };
  const metrics = createMetrics({ relink_bank_calls_total: 'Calls.' });
  const desk = { ...api.world, metrics, banks: { connector: () => connector } };
  const seen = await probeInstitution(desk as never, bank.id);
  await api.database.transact(seen);
  const { held, open } = await state();
  assert.deepEqual([held !== null, open], [true, ['outage']]);
});
