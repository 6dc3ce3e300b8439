// Tests which page the flow is ready to talk to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWebAddress } from './bank_window.ts';
import { readParentOrigin } from './parent_page.ts';

const read = (origin: string) => readParentOrigin(`?origin=${encodeURIComponent(origin)}`);

test('an exact http or https origin is taken', () => {
  assert.equal(read('https://shop.example'), 'https://shop.example');
  assert.equal(read('http://localhost:3000'), 'http://localhost:3000');
});

test('anything but an exact origin is refused', () => {
  for (const wrong of [
    '*',
    'null',
    '',
    'https://shop.example/',
    'https://shop.example/path',
    'https://SHOP.example',
    'javascript:alert(1)',
    'file://',
    'data:text/html,x',
  ]) {
    assert.equal(read(wrong), null, wrong);
  }
  assert.equal(readParentOrigin(''), null);
});

test('only web addresses are opened', () => {
  assert.equal(isWebAddress('https://bank.example/launch'), true);
  for (const wrong of ['javascript:alert(1)', 'data:text/html,x', '/relative', 'blob:https://x/y'])
    assert.equal(isWebAddress(wrong), false);
});
