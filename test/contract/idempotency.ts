// What every POST promises under an idempotency key, as tests for one method at a time.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import Stripe from 'stripe';
import { assertRefused, keyInUse, keyMismatch } from './refusals.ts';

export type Keyed = (options: Stripe.RequestOptions) => Promise<unknown>;

export interface KeyedSubject {
  /** The same request whenever it is called, with its own set-up kept; `once` runs before the first. */
  post: Keyed;
  /** A valid request of the same method that differs in its parameters. */
  other: Keyed;
  /** A request that is refused while it executes, on what is or is not there; absent where there is none. */
  refused?: Keyed;
  /** A request that is refused on its parameters alone. */
  malformed: Keyed;
  /** How many objects there are of what `post` makes or does, to say that it happened once. */
  count(): Promise<number>;
  /** Whether two requests at once are sure to meet. */
  meets?: boolean;
}

/** Registers the tests; call it inside the file's `describe`. */
export function testIdempotency({ post, other, refused, malformed, count, meets = true }: KeyedSubject): void {
  test('under a key happens once, and the answer is replayed', async () => {
    const key = randomUUID();
    const before = await count();
    const first = await answered(post, key);
    const after = await count();
    assert.equal(after, before + 1);
    const again = await answered(post, key);
    assert.equal(await count(), after);
    assert.deepEqual(again.body, first.body);
    assert.equal(first.headers['idempotent-replayed'], undefined);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.equal(again.headers['original-request'], first.headers['request-id']);
    assert.notEqual(again.headers['request-id'], first.headers['request-id']);
    assert.deepEqual([first.headers['idempotency-key'], again.headers['idempotency-key']], [key, key]);
  });

  test('under a key that was used for something else is refused, and nothing happens', async () => {
    const key = randomUUID();
    await answered(post, key);
    const before = await count();
    await assertRefused(other({ idempotencyKey: key }), keyMismatch(key));
    await assertRefused(post({ idempotencyKey: key, apiVersion: '2026-01-28.preview' }), keyMismatch(key));
    assert.equal(await count(), before);
  });

  test('under a key forgets a refusal of its parameters', async () => {
    const key = randomUUID();
    await failed(malformed, key);
    const again = await failed(malformed, key);
    assert.equal(again.headers['idempotent-replayed'], undefined);
    assert.equal((await answered(post, key)).headers['idempotent-replayed'], undefined);
  });

  if (refused !== undefined) testRemembered(refused, post);
  if (meets) testMeeting(post, count);
}

function testRemembered(refused: Keyed, post: Keyed): void {
  test('under a key remembers a refusal that came from executing', async () => {
    const key = randomUUID();
    const first = await failed(refused, key);
    const again = await failed(refused, key);
    assert.deepEqual(again.body, first.body);
    assert.equal(first.headers['idempotent-replayed'], undefined);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.equal(again.headers['original-request'], first.headers['request-id']);
    await assertRefused(post({ idempotencyKey: key }), keyMismatch(key));
  });
}

function testMeeting(post: Keyed, count: KeyedSubject['count']): void {
  test('twice at once under a key happens once; the second is told to wait', async () => {
    const key = randomUUID();
    const before = await count();
    const answers = await Promise.allSettled([post({ idempotencyKey: key }), post({ idempotencyKey: key })]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const late = answers.find((answer) => answer.status === 'rejected') as PromiseRejectedResult;
    await assertRefused(Promise.reject(late.reason), keyInUse(key));
    assert.equal(await count(), before + 1);
    assert.equal((await answered(post, key)).headers['idempotent-replayed'], 'true');
  });
}

async function answered(post: Keyed, key: string): Promise<{ body: unknown; headers: Record<string, string> }> {
  const answer = (await post({ idempotencyKey: key })) as Stripe.Response<object>;
  return { body: JSON.parse(JSON.stringify(answer)), headers: headersOf(answer.lastResponse.headers) };
}

// The SDK hands on what its HTTP client gave it, which is not the same for `fetch` and for node's own.
function headersOf(headers: unknown): Record<string, string> {
  return headers instanceof Headers ? Object.fromEntries(headers) : (headers as Record<string, string>);
}

async function failed(post: Keyed, key: string): Promise<{ body: unknown; headers: Record<string, string> }> {
  try {
    await post({ idempotencyKey: key });
  } catch (error) {
    assert.ok(error instanceof Stripe.errors.StripeError);
    const { headers, requestId: _, ...body } = error.raw as Record<string, unknown>;
    return { body, headers: headersOf(headers) };
  }
  assert.fail('the request was answered');
}
