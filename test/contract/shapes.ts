// Every key of every public object, held to the official SDK's types by the compiler, and the check that an object carries them.
import assert from 'node:assert/strict';
import { inferredBalance, owner, ownership, transaction } from './shapes/account_data.ts';
import { connectedAccount, person } from './shapes/connect.ts';
import { account, authorization, institution, session } from './shapes/connections.ts';
import { customer, event, mail, testClock, webhookEndpoint } from './shapes/merchant.ts';
import { bankAccount, charge, paymentIntent, payout, token } from './shapes/money.ts';
import { mandate, paymentMethod, setupAttempt, setupIntent } from './shapes/payment_methods.ts';

export type Presence = 'always' | 'sometimes';

/** `always`: the SDK's type requires the key. `sometimes`: it may be absent. A missing or an extra name does not compile. */
export type KeysOf<Type> = { [Key in keyof Type]-?: object extends Pick<Type, Key> ? 'sometimes' : 'always' };

export interface Shape {
  keys: Record<string, Presence>;
  /** Hashes inside that are no objects of their own, alone or in an array; null is left alone. */
  inside?: Record<string, Shape>;
}

const list: Shape = {
  // Stripe's samples of a session's accounts show `total_count`, which no type has.
  keys: { object: 'always', data: 'always', has_more: 'always', url: 'always', total_count: 'sometimes' },
};

const deleted: Shape = { keys: { id: 'always', object: 'always', deleted: 'always' } };

export const SHAPES: Readonly<Record<string, Shape>> = {
  account: connectedAccount,
  bank_account: bankAccount,
  charge,
  customer,
  event,
  list,
  mandate,
  payment_intent: paymentIntent,
  payment_method: paymentMethod,
  payout,
  setup_attempt: setupAttempt,
  setup_intent: setupIntent,
  person,
  token,
  webhook_endpoint: webhookEndpoint,
  'financial_connections.account': account,
  'financial_connections.account_inferred_balance': inferredBalance,
  'financial_connections.account_owner': owner,
  'financial_connections.account_ownership': ownership,
  'financial_connections.authorization': authorization,
  'financial_connections.institution': institution,
  'financial_connections.session': session,
  'financial_connections.transaction': transaction,
  'test_helpers.mail': mail,
  'test_helpers.test_clock': testClock,
};

/**
 * Holds an answer, with every object inside it, to its shape: all required keys are there and no unknown ones. `lacks`
 * names keys of the outermost object that a version does not have; they must be absent.
 */
export function assertWhole(answer: object, { lacks = [] }: { lacks?: string[] } = {}): void {
  assert.deepEqual(problemsOf(answer as Fields, (answer as { object?: string }).object ?? 'answer', lacks), []);
}

type Fields = Record<string, unknown>;

function problemsOf(fields: Fields, path: string, lacks: string[] = []): string[] {
  const type = String(fields.object);
  const shape = fields.deleted === true ? deleted : SHAPES[type];
  if (shape === undefined) return [`${path} is of the unknown type ${type}`];
  return shapeProblems(fields, shape, path, lacks);
}

function shapeProblems(fields: Fields, shape: Shape, path: string, lacks: string[]): string[] {
  const problems: string[] = [];
  for (const [key, presence] of Object.entries(shape.keys)) {
    const expected = presence === 'always' && !lacks.includes(key);
    if (expected && fields[key] === undefined) problems.push(`${path}.${key} is missing`);
    if (lacks.includes(key) && key in fields) problems.push(`${path}.${key} is there`);
  }
  for (const [key, value] of Object.entries(fields)) {
    if (!(key in shape.keys)) problems.push(`${path}.${key} is unknown`);
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item !== 'object' || item === null) continue;
      const inner = shape.inside?.[key];
      if (inner !== undefined) problems.push(...shapeProblems(item as Fields, inner, `${path}.${key}`, []));
      else if ('object' in item) problems.push(...problemsOf(item as Fields, `${path}.${key}`));
    }
  }
  return problems;
}
