// Tests that any merchant's colour becomes one that can be read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { contrast, correctForContrast, inkOn, MINIMUM_CONTRAST, readHex, SURFACES } from './accent.ts';

const tokens = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

test('the surfaces are those of the tokens', () => {
  const surfaces = [...tokens.matchAll(/--surface: (#[0-9a-f]{6});/g)].map((match) => match[1]);
  assert.deepEqual(surfaces, [SURFACES.light, SURFACES.dark]);
});

test('black on white has contrast 21, a colour on itself 1', () => {
  assert.equal(Math.round(contrast('#000', '#fff') * 100), 2100);
  assert.equal(contrast('#123456', '#123456'), 1);
});

test('a colour that can be read stays as it is', () => {
  assert.equal(correctForContrast('#0F6A5B', SURFACES.light), '#0f6a5b');
});

test('every colour of a grid over the cube is corrected to 4.5:1 on both surfaces', () => {
  const steps = ['00', '33', '66', '99', 'cc', 'ff'];
  for (const surface of Object.values(SURFACES)) {
    for (const red of steps) {
      for (const green of steps) {
        for (const blue of steps) {
          const corrected = correctForContrast(`#${red}${green}${blue}`, surface);
          assert.ok(
            corrected !== null && contrast(corrected, surface) >= MINIMUM_CONTRAST,
            `#${red}${green}${blue} on ${surface}`,
          );
        }
      }
    }
  }
});

test('the correction goes no further than it must', () => {
  const corrected = correctForContrast('#ffd400', SURFACES.light)!;
  assert.ok(contrast(corrected, SURFACES.light) < MINIMUM_CONTRAST + 0.1);
});

test('the corrected colour keeps its hue: a yellow does not turn green or red', () => {
  const [red, green, blue] = readHex(correctForContrast('#ffd400', SURFACES.light)!)!;
  assert.ok(red > green && green > blue);
});

test('the tokens’ own colours can be read on their surfaces', () => {
  const [light, dark] = tokens.split('@media (prefers-color-scheme: dark)') as [string, string];
  const names = ['ink', 'ink-soft', 'good', 'warn', 'bad', 'line-strong'];
  for (const [block, surface] of [
    [light, SURFACES.light],
    [dark, SURFACES.dark],
  ] as const) {
    for (const name of names) {
      const color = new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(block)?.[1];
      const least = name === 'line-strong' ? 3 : MINIMUM_CONTRAST;
      assert.ok(color !== undefined && contrast(color, surface) >= least, `${name} on ${surface}`);
    }
    for (const name of ['good', 'warn', 'bad']) {
      const color = new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(block)![1]!;
      const tint = new RegExp(`--${name}-tint: (#[0-9a-f]{6})`).exec(block)![1]!;
      assert.ok(contrast(color, tint) >= MINIMUM_CONTRAST, `${name} on its tint`);
    }
  }
});

test('what is no colour is refused', () => {
  for (const wrong of ['', 'red', '#12', '#12345g', 'url(x)', '#1234567'])
    assert.equal(correctForContrast(wrong, '#fff'), null);
});

test('the ink on a mark is the one that can be read', () => {
  assert.equal(inkOn('#f2b705'), '#000000');
  assert.equal(inkOn('#1f5fae'), '#ffffff');
  for (const color of ['#808080', '#767676', '#ff0000', '#00ff00', '#7a7a00'])
    assert.ok(contrast(inkOn(color), color) >= 4.5);
});
