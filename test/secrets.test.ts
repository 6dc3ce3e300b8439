// What watches worlds for secrets finds them: wherever one is planted, whatever it was sealed as, and in a world as it is.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { MerchantId } from '../server/src/kernel/id.ts';
import { createSealer, localKey } from '../server/src/kernel/seal.ts';
import { watchSecrets } from './secrets.ts';
import { link } from './story.ts';
import { joinTestWorld, type World } from './world.ts';

const TOKEN = 'T0ken-that-nobody-may-read';
const DIGITS = '000123456789';

function planted(plain: string, table: string, column: string) {
  const watch = watchSecrets((async () => new Response()) as typeof fetch);
  const sealer = createSealer(localKey(randomBytes(32)), randomBytes);
  watch.follow({ sealer } as never);
  sealer.seal(plain, { tenant: 'acct_1' as MerchantId, table, column, row: '1' });
  return watch;
}

describe('a secret that was sealed', () => {
  test('is found in a log line, also as part of what was sealed', () => {
    const credential = JSON.stringify({
      secret: JSON.stringify({ v: 1, refresh_token: TOKEN }),
      access_expires_at: null,
    });
    const watch = planted(credential, 'authorizations', 'credential');
    watch.line(`{"msg":"refreshed","err":"token=${TOKEN}&x=1"}`);
    assert.deepEqual(
      watch.leaks().map(({ on, of }) => [on, of]),
      [['log', 'authorizations.credential']],
    );
  });

  test('is found in an address that is called', async () => {
    const watch = planted(TOKEN, 'hosted_links', 'token_sealed');
    await watch.fetch(`https://bank.example/accounts?access_token=${TOKEN}`);
    assert.deepEqual(
      watch.leaks().map(({ on }) => on),
      ['address'],
    );
  });

  test('is found in the body of a refusal, and not looked for in an answer', async () => {
    const watch = planted(
      JSON.stringify({ routing_number: '110000000', account_number: DIGITS }),
      'account_numbers',
      'sealed',
    );
    const answer = (status: number, text: string) =>
      watch.around(async () => new Response(text, { status }))(new Request('http://x'));
    await answer(200, DIGITS);
    await answer(400, 'no bank has 110000000');
    assert.deepEqual(watch.leaks(), []);
    await answer(400, `{"error":{"message":"no account ${DIGITS}"}}`);
    assert.deepEqual(
      watch.leaks().map(({ on, of }) => [on, of]),
      [['refusal', 'account_numbers.sealed']],
    );
  });

  test('is not what everybody may know', () => {
    const watch = planted('pk_test_0123456789abcdef', 'api_keys', 'sealed');
    watch.line('pk_test_0123456789abcdef');
    assert.deepEqual(watch.leaks(), []);
  });
});

describe('a world', () => {
  let world: World;
  before(async () => {
    world = await joinTestWorld();
  });
  after(() => world.close());

  test('is watched: its log, its events, the addresses it calls and its refusals', async () => {
    const { accounts } = await link(world, { accounts: ['Everyday Checking'] });
    const refused = await fetch(`${world.url}/v1/customers/cus_nobody_here`, {
      headers: { authorization: `Bearer ${world.keys.secret}` },
    });
    assert.equal(refused.status, 404);
    await world.settle();
    await world.secrets.readEvents(world.platform.database);
    const words = {
      log: refused.headers.get('request-id')!,
      event: accounts[0]!.id,
      address: 'payment-networks',
      refusal: 'resource_missing',
    };
    for (const [surface, word] of Object.entries(words)) {
      const found = world.secrets.leaks([word]).filter(({ of }) => of === 'asked for');
      assert.ok(
        found.some(({ on }) => on === surface),
        `${word} was seen on ${surface}`,
      );
    }
  });
});
