/** Takes one after the other as they are made, with at most `limit` under way. Whatever fails first ends it, once nothing runs. */
export async function forEachConcurrently<Item>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    try {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        if (failure !== undefined) return;
        await work(next.value);
      }
    } catch (error) {
      failure ??= { error };
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  await iterator.return?.();
  if (failure !== undefined) throw failure.error;
}
