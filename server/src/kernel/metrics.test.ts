// What Prometheus reads: counters add up by label, and no label can break out of its line.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics, exposition } from './metrics.ts';

describe('metrics', () => {
  it('add up by labels and are written with their meaning', () => {
    const metrics = createMetrics({ calls_total: 'Calls.', quiet_total: 'Nothing yet.' });
    metrics.count('calls_total', { bank: 'a' });
    metrics.count('calls_total', { bank: 'a' }, 2);
    metrics.count('calls_total', { bank: 'b' });
    assert.equal(
      exposition(metrics.families()),
      '# HELP calls_total Calls.\n# TYPE calls_total counter\ncalls_total{bank="a"} 3\ncalls_total{bank="b"} 1\n' +
        '# HELP quiet_total Nothing yet.\n# TYPE quiet_total counter\n',
    );
  });

  it('keep a label on its line', () => {
    const samples = [{ labels: { bank: 'a"}\n\\evil 1' }, value: 1 }];
    const text = exposition([{ name: 'calls', help: 'Calls.', type: 'gauge', samples }]);
    assert.equal(text.split('\n')[2], 'calls{bank="a\\"}\\n\\\\evil 1"} 1');
  });

  it('refuse a name that nobody described', () => {
    assert.throws(() => createMetrics({}).count('calls_total'), /nobody described/);
  });
});
