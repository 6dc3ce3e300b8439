// Tests of how browsers are named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName } from './browser_name.ts';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/';

test('browsers that call themselves by several names are told apart', () => {
  const cases: [string, string, string][] = [
    [`${MAC}537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36`, 'Chrome', 'macOS'],
    [`${MAC}605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15`, 'Safari', 'macOS'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) … Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0', 'Edge', 'Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0', 'Firefox', 'Linux'],
    ['Mozilla/5.0 (Linux; Android 16; K) … Chrome/144.0.0.0 Mobile Safari/537.36', 'Chrome', 'Android'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) … CriOS/144.0 Mobile/15E148 Safari/604.1',
      'Chrome',
      'iPhone',
    ],
  ];
  for (const [agent, browser, system] of cases) assert.deepEqual(browserName(agent), { browser, system });
});

test('a program that is no browser, and none at all, have no name', () => {
  assert.equal(browserName('curl/8.9.1'), null);
  assert.equal(browserName(null), null);
});
