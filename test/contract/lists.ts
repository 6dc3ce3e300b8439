// What every list promises, as tests: pages both ways, limits, cursors that are wrong, forged or of somebody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type Stripe from 'stripe';
import { assertRefused, badRequest, empty, exclusive, noSuch, notAnInteger, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

interface Paged {
  object: string;
  data: { id: string }[];
  has_more: boolean;
  url: string;
}

export interface ListSubject {
  /** The SDK method, with its own narrowing parameters already given. */
  list(params?: Stripe.PaginationParams): Promise<Paged>;
  url: string;
  noun: string;
  /** At least five ids, all that the list has, newest first. Called once, when the first test runs. */
  ids(): Promise<string[]>;
  /** An object of this kind that belongs to another merchant; absent where everybody sees the same. */
  foreign?(): Promise<string>;
}

/** Registers the tests; call it inside the file's `describe`. */
export function testList(subject: ListSubject): void {
  let prepared: Promise<string[]> | undefined;
  const all = () => {
    prepared ??= subject.ids();
    return prepared;
  };
  const page = async (params?: Stripe.PaginationParams) => {
    const { object, url, data, has_more } = await subject.list(params);
    assert.deepEqual([object, url], ['list', subject.url]);
    return { ids: data.map(({ id }) => id), has_more };
  };

  test('is whole, newest first, and ends where it ends', async () => {
    const ids = await all();
    const list = await subject.list({ limit: 100 });
    assertWhole(list);
    assert.deepEqual(await page({ limit: 100 }), { ids, has_more: false });
    assert.deepEqual(await page({ limit: ids.length }), { ids, has_more: false });
  });

  test('has ten objects unless told otherwise', async () => {
    const ids = await all();
    assert.deepEqual(await page(), { ids: ids.slice(0, 10), has_more: ids.length > 10 });
  });

  test('goes on after a cursor, page by page to the end', async () => {
    const ids = await all();
    assert.deepEqual(await page({ limit: 2 }), { ids: ids.slice(0, 2), has_more: true });
    assert.deepEqual(await page({ limit: 2, starting_after: ids[1] }), { ids: ids.slice(2, 4), has_more: true });
    const rest = { ids: ids.slice(4), has_more: false };
    assert.deepEqual(await page({ limit: 100, starting_after: ids[3] }), rest);
    assert.deepEqual(await page({ limit: 2, starting_after: ids.at(-1) }), { ids: [], has_more: false });
  });

  test('goes back before a cursor, page by page to the front', async () => {
    const ids = await all();
    const last = ids.length - 1;
    const near = { ids: ids.slice(last - 2, last), has_more: true };
    assert.deepEqual(await page({ limit: 2, ending_before: ids[last] }), near);
    assert.deepEqual(await page({ limit: 2, ending_before: ids[2] }), { ids: ids.slice(0, 2), has_more: false });
    assert.deepEqual(await page({ limit: 2, ending_before: ids[1] }), { ids: ids.slice(0, 1), has_more: false });
    assert.deepEqual(await page({ limit: 2, ending_before: ids[0] }), { ids: [], has_more: false });
  });

  test('is walked to the end and back by the SDK', async () => {
    const ids = await all();
    const walked: string[] = [];
    const forwards = subject.list({ limit: 2 }) as unknown as AsyncIterable<{ id: string }>;
    for await (const { id } of forwards) walked.push(id);
    assert.deepEqual(walked, ids);
    walked.length = 0;
    const backwards = subject.list({ limit: 2, ending_before: ids.at(-1) }) as unknown as AsyncIterable<{ id: string }>;
    for await (const { id } of backwards) walked.push(id);
    assert.deepEqual(walked, ids.slice(0, -1).reverse());
  });

  testRefusals(subject);
}

function testRefusals({ list, noun, foreign }: ListSubject): void {
  const refused = (title: string, params: object, expected: Parameters<typeof assertRefused>[1]) =>
    test(`is refused ${title}`, () => assertRefused(list(params as Stripe.PaginationParams), expected));
  const code = 'parameter_invalid_integer';
  refused(
    'with a limit of zero',
    { limit: 0 },
    badRequest('This value must be greater than or equal to 1.', { code, param: 'limit' }),
  );
  refused(
    'with a limit above a hundred',
    { limit: 101 },
    badRequest('This value must be less than or equal to 100.', { code, param: 'limit' }),
  );
  refused('with a limit that is no number', { limit: 'ten' }, notAnInteger('limit', 'ten'));
  refused('with an empty limit', { limit: '' }, empty('limit'));
  refused(
    'with a limit of another shape',
    { limit: { gte: 1 } },
    badRequest('Invalid string: {"gte":"1"}', { param: 'limit' }),
  );
  refused('with an unknown cursor', { starting_after: 'x_none' }, noSuch(noun, 'x_none', 'starting_after'));
  refused('with an unknown cursor backwards', { ending_before: 'x_none' }, noSuch(noun, 'x_none', 'ending_before'));
  refused('with an empty cursor', { starting_after: '' }, empty('starting_after'));
  refused(
    'with a cursor that tries to be SQL',
    { starting_after: "' or '1'='1" },
    noSuch(noun, "' or '1'='1", 'starting_after'),
  );
  refused(
    'with two cursors',
    { starting_after: 'a', ending_before: 'b' },
    exclusive('starting_after', 'ending_before'),
  );
  refused('with an unknown parameter', { page: 2 }, unknown('page'));
  if (foreign === undefined) return;
  test('is refused with a cursor of another merchant’s', async () => {
    const id = await foreign();
    await assertRefused(list({ starting_after: id }), noSuch(noun, id, 'starting_after'));
    await assertRefused(list({ ending_before: id }), noSuch(noun, id, 'ending_before'));
  });
}
