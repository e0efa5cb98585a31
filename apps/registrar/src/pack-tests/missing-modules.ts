/** Why tests can't be run whose imports are not installed. */
export function missingModules(names: readonly string[]): string {
  const unique = [...new Set(names)].sort();
  const last = unique.pop() ?? '';
  if (unique.length === 0) return `The tests import ${last}, which is not installed in the pack's environment.`;
  return `The tests import ${unique.join(', ')} and ${last}, which are not installed in the pack's environment.`;
}
