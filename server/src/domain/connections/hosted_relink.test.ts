// The one rule of hosted relinks: which accounts need one, and the first reason against asking for it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { after, DAY_MS, HOUR_MS, SECOND_MS } from '#kernel/clock.ts';
import {
  EMAIL_PAUSE_MS,
  HOSTED_PROBLEMS,
  type HostedRequest,
  hostedProblem,
  needsRelink,
  type RelinkableAccount,
} from './hosted_relink.ts';

const NOW = new Date('2026-06-01T12:00:00Z');

const broken: RelinkableAccount = {
  status: 'inactive',
  inactive_action: 'relink_required',
  permissions: ['payment_method', 'balances'],
  number_kind: null,
  number_status: null,
  number_expires_at: null,
  relink_asked_at: null,
};
const healthy: RelinkableAccount = { ...broken, status: 'active', inactive_action: null };
const request: HostedRequest = {
  account: broken,
  holder: { email: 'owner@example.com' },
  delivery: 'email',
  confirmed_emails: new Set(['owner@example.com']),
  now: NOW,
};

function tokenized(status: RelinkableAccount['number_status'], ends_in: number | null = null): RelinkableAccount {
  const number_expires_at = ends_in === null ? null : after(NOW, ends_in);
  return { ...healthy, number_kind: 'tokenized_account_number', number_status: status, number_expires_at };
}

describe('an account needs a relink', () => {
  const cases: [string, RelinkableAccount, boolean][] = [
    ['inactive and repairable', broken, true],
    ['inactive and beyond repair', { ...broken, inactive_action: 'none' }, false],
    ['disconnected', { ...broken, status: 'disconnected', inactive_action: null }, false],
    ['healthy, without a number', healthy, false],
    ['with an expired number', tokenized('expired'), true],
    ['with a revoked number', tokenized('deactivated'), true],
    ['with a number that the bank is still making', tokenized('pending'), false],
    ['with a number without an end', tokenized('transactable'), false],
    ['with a number that ends in exactly 30 days', tokenized('transactable', 30 * DAY_MS), true],
    ['with a number that ends a second later', tokenized('transactable', 30 * DAY_MS + SECOND_MS), false],
    ['with a number whose end has passed unseen', tokenized('transactable', -SECOND_MS), true],
    ['with a dead number that nobody may pay with', { ...tokenized('expired'), permissions: ['balances'] }, false],
    ['with a dead number that is no token', { ...tokenized('deactivated'), number_kind: 'account_number' }, false],
    [
      'inactive beyond repair, with a dead number',
      { ...tokenized('expired'), status: 'inactive', inactive_action: 'none' },
      false,
    ],
  ];
  for (const [title, account, expected] of cases)
    test(`${title}: ${expected ? 'yes' : 'no'}`, () => assert.equal(needsRelink(account, NOW), expected));
});

describe('a hosted relink', () => {
  const asked = (ago: number): RelinkableAccount => ({ ...broken, relink_asked_at: after(NOW, -ago) });
  const cases: [string, Partial<HostedRequest>, string | null][] = [
    ['of a broken account is possible', {}, null],
    ['of a disconnected account is not', { account: { ...broken, status: 'disconnected' } }, 'disconnected'],
    ['of a closed account is not', { account: { ...broken, inactive_action: 'none' } }, 'cannot_be_repaired'],
    ['of a healthy account is not', { account: healthy }, 'needs_no_relink'],
    ['of a pending number is not', { account: tokenized('pending') }, 'needs_no_relink'],
    ['without a holder is not', { holder: null }, 'no_holder'],
    ['without a holder is not, by url either', { holder: null, delivery: 'url' }, 'no_holder'],
    ['to a holder without an address is not', { holder: { email: null } }, 'no_email'],
    ['to a holder with an empty address is not', { holder: { email: '' } }, 'no_email'],
    ['to a holder without an address is possible by url', { holder: { email: null }, delivery: 'url' }, null],
    ['to a stranger is not in the sandbox', { confirmed_emails: new Set(['a@example.com']) }, 'email_not_confirmed'],
    ['to a stranger is possible in live mode', { confirmed_emails: null }, null],
    ['to a stranger is possible by url', { confirmed_emails: new Set(), delivery: 'url' }, null],
    ['to an address in capitals is possible', { holder: { email: 'OWNER@Example.Com' } }, null],
    ['a second before 48 hours are over is not', { account: asked(48 * HOUR_MS - SECOND_MS) }, 'asked_recently'],
    ['after exactly 48 hours is possible', { account: asked(48 * HOUR_MS) }, null],
    ['right after another is possible by url', { account: asked(0), delivery: 'url' }, null],
  ];
  for (const [title, changes, expected] of cases)
    test(title, () => assert.equal(hostedProblem({ ...request, ...changes })?.type ?? null, expected));

  test('says when the next e-mail is possible', () => {
    const relink_asked_at = after(NOW, -HOUR_MS);
    const problem = hostedProblem({ ...request, account: { ...broken, relink_asked_at } });
    assert.deepEqual(problem, { type: 'asked_recently', next_at: after(relink_asked_at, EMAIL_PAUSE_MS) });
  });

  test('of which much can be said is refused for the first reason in the order of lists', () => {
    const worst: HostedRequest = {
      ...request,
      account: { ...broken, status: 'disconnected', relink_asked_at: NOW },
      holder: null,
      confirmed_emails: new Set(),
    };
    const mend: ((given: HostedRequest) => HostedRequest)[] = [
      (given) => ({ ...given, account: { ...given.account, status: 'inactive', inactive_action: 'none' } }),
      (given) => ({ ...given, account: { ...given.account, status: 'active', inactive_action: null } }),
      (given) => ({ ...given, account: { ...broken, relink_asked_at: NOW } }),
      (given) => ({ ...given, holder: { email: null } }),
      (given) => ({ ...given, holder: { email: 'owner@example.com' } }),
      (given) => ({ ...given, confirmed_emails: new Set(['owner@example.com']) }),
    ];
    let given = worst;
    const found = [hostedProblem(given)?.type];
    for (const step of mend) {
      given = step(given);
      found.push(hostedProblem(given)?.type);
    }
    assert.deepEqual(found, HOSTED_PROBLEMS);
  });
});
