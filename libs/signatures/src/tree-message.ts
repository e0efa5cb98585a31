/** Lies in a pack's own folder, and does not count in the digest that it is about. */
export const TREE_SIGNATURE_FILE = 'pack.minisig';

/** What is signed in place of a pack's tree: a line that no archive and no index can be. */
export function treeMessage(digest: string): string {
  return `packyard pack tree ${digest}\n`;
}
