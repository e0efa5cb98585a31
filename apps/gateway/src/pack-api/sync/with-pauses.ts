import { setImmediate as letOthersGoOn } from 'node:timers/promises';

// To read a hostile range takes some milliseconds.
const AT_ONCE = 10;

/** The same of each, in order, and now and then all other requests have their turn. */
export async function mapWithPauses<Item, Result>(
  items: readonly Item[],
  each: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await letOthersGoOn();
    results.push(each(item));
  }
  return results;
}
