import { belongsToGit } from '@packyard/pack';

/** What macOS puts into archives beside the files: attributes, and how a folder looked on the screen. */
const OF_MACOS = /(^|\/)(__MACOSX(\/|$)|\._[^/]*$|\.DS_Store$)/;

/** What an archive may contain, but no pack. */
export function isExcludedEntry(path: string): boolean {
  return belongsToGit(path) || OF_MACOS.test(path);
}
