import type { EnabledChange } from '@packyard/schema';

/** For each pack, from what was enabled before the first change to what was after the last. */
export function collapseChanges(changes: readonly EnabledChange[]): EnabledChange[] {
  const byRef = new Map<string, EnabledChange>();
  for (const change of changes) {
    const first = byRef.get(change.ref);
    byRef.set(change.ref, { ...change, former: first === undefined ? change.former : first.former });
  }
  return [...byRef.values()];
}
