import { isMapping } from './mapping';

// Far more than any real file holds. Aliases let a few lines of YAML stand for billions of values, or for themselves.
export const MAX_VALUES = 200_000;
const MAX_LEVELS = 100;
const TOO_DEEP = `holds values inside of each other, more than ${MAX_LEVELS} levels deep`;

/** What JSON can't hold, or could only hold by filling the memory. */
export function contentProblem(root: unknown): string | undefined {
  let level: unknown[] = [root];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) return TOO_DEEP;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
        return 'contains a NUL character or half a character';
      }
      count += addChildren(value, next);
      if (count > MAX_VALUES) return `stands for more than ${MAX_VALUES} values, by its aliases`;
    }
    level = next;
  }
  return undefined;
}

/** Returns how many there are. One by one: as arguments they would have to fit on the stack. */
function addChildren(value: unknown, to: unknown[]): number {
  const before = to.length;
  if (Array.isArray(value)) for (const item of value as unknown[]) to.push(item);
  else if (isMapping(value)) for (const [key, item] of Object.entries(value)) to.push(key, item);
  return to.length - before;
}
