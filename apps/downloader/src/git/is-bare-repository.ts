const PARTS = ['HEAD', 'objects', 'refs'];

/** Whether a folder with these names in it is read as a repository. */
export function isBareRepository(names: readonly string[]): boolean {
  return PARTS.every((part) => names.includes(part));
}
