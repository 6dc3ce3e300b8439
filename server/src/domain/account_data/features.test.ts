// What domain/account_data/features.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Permission } from '#database/schema.ts';
import { askProblem, covers, nextAvailable, prefetchedFeatures, readProblem } from './features.ts';

const BANK = { features: ['balances', 'ownership', 'payment_method', 'transactions'] };
const checking = (permissions: Permission[]) => ({ status: 'active', category: 'cash', permissions }) as const;

describe('a kind of data', () => {
  it('is covered by its own permission, inferred balances by two', () => {
    assert.equal(covers(['balances'], 'balance'), true);
    assert.equal(covers(['payment_method', 'ownership'], 'balance'), false);
    assert.equal(covers(['balances'], 'inferred_balances'), false);
    assert.equal(covers(['balances', 'transactions'], 'inferred_balances'), true);
  });

  it('can be asked for while the account is active, and read until it is disconnected', () => {
    const account = checking(['balances']);
    assert.equal(askProblem(account, BANK, 'balance'), null);
    assert.deepEqual(askProblem({ ...account, status: 'inactive' }, BANK, 'balance'), { type: 'inactive' });
    assert.equal(readProblem({ ...account, status: 'inactive' }, 'balance'), null);
    assert.deepEqual(readProblem({ ...account, status: 'disconnected' }, 'balance'), { type: 'disconnected' });
    assert.deepEqual(askProblem({ ...account, status: 'disconnected' }, BANK, 'balance'), { type: 'disconnected' });
  });

  it('is refused with what the customer would have to allow', () => {
    const problem = { type: 'not_covered', feature: 'ownership', permissions: ['ownership'] };
    assert.deepEqual(readProblem(checking(['balances']), 'ownership'), problem);
    assert.deepEqual(askProblem(checking(['balances']), BANK, 'ownership'), problem);
  });

  it('is not offered where the bank has it not, or the account is of another kind', () => {
    const plain = { features: ['balances', 'payment_method'] };
    const problem = { type: 'not_offered', feature: 'transactions' };
    assert.deepEqual(askProblem(checking(['transactions']), plain, 'transactions'), problem);
    const brokerage = { ...checking(['balances', 'transactions']), category: 'investment' } as const;
    assert.deepEqual(askProblem(brokerage, BANK, 'inferred_balances'), {
      type: 'not_offered',
      feature: 'inferred_balances',
    });
    assert.equal(askProblem(brokerage, BANK, 'transactions'), null);
  });

  it('may be refreshed again after its pause, sooner after a failure', () => {
    const at = new Date('2026-01-01T00:00:00Z');
    assert.equal(nextAvailable('balance', 'succeeded', at).toISOString(), '2026-01-01T00:05:00.000Z');
    assert.equal(nextAvailable('transactions', 'failed', at).toISOString(), '2026-01-01T00:01:00.000Z');
  });

  it('has another name in a session’s prefetch', () => {
    assert.deepEqual(prefetchedFeatures(['balances', 'transactions', 'constructor']), ['balance', 'transactions']);
  });
});
