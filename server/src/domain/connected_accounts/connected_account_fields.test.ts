// What customers of a connected account see of what was told of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY, shownAs } from './connected_account_fields.ts';

const shown = (name: string | null, business_profile: Record<string, unknown> = {}) =>
  shownAs('acct_1', { ...EMPTY, name, business_profile });

test('a name is one line that reads in its own direction, and the id where nothing of it is left', () => {
  assert.equal(shown('Rocket\r\nRides').name, 'Rocket Rides');
  assert.equal(shown('Rocket \u202Eselur\u2028').name, 'Rocket selur');
  assert.equal(shown('\u202E\n').name, 'acct_1');
  assert.equal(shown(null).name, 'acct_1');
  assert.equal(shown(`${'x'.repeat(99)}😀`).name, `${'x'.repeat(99)}\ufffd`);
});

test('a web address for help is one, and says no other host than it leads to', () => {
  const addressOf = (support_url: string) => shown('Rocket', { support_url }).support_url;
  assert.equal(addressOf('https://rocket.example/help'), 'https://rocket.example/help');
  for (const wrong of ['https://bank.example@evil.example/', 'http://[', 'javascript:alert(1)', ' '])
    assert.equal(addressOf(wrong), null);
});
