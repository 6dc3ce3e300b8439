// Calls for many items, a few at a time: fast at a slow bank, and never a flood.

const AT_ONCE = 4;

/** Results in the order of the items. The first failure stops further calls and is thrown. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < items.length && !failed) {
      const index = next;
      next += 1;
      try {
        results[index] = await call(items[index] as Item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}
