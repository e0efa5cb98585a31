import { refused } from './inside-pack';
import { lockWords } from './lockfile-words';

const URL_IN_LOCK = /\b(?:git\+)?(?:https?|ssh|git):[^\s"'#,)}\]]+/gi;
/** Of a lock of 16 MiB, which has some ten thousand packages. */
const MAX_PATHS = 100_000;

/** Where a lock leads. */
export interface LockfileNames {
  /** Each with the folder of the pack from which it counts. */
  paths: [path: string, base: string][];
  urls: string[];
}

/**
 * All paths and URLs that a lock of npm, pnpm or yarn names.
 * @throws RejectedError ENVIRONMENT_FAILED, as for its words, and when they are too many
 */
export function lockNames(text: string, file: string): LockfileNames {
  const urls = new Set<string>(text.match(URL_IN_LOCK));
  const paths: LockfileNames['paths'] = [];
  // Word by word: a lock has some hundred thousand, which nobody needs at a time.
  for (const word of lockWords(text, file)) {
    for (const url of word.text.match(URL_IN_LOCK) ?? []) urls.add(url);
    for (const path of word.paths) paths.push([path, word.base]);
    if (paths.length > MAX_PATHS) throw tooMany(file, 'paths');
  }
  if (urls.size > MAX_PATHS) throw tooMany(file, 'URLs');
  return { paths, urls: [...urls] };
}

function tooMany(file: string, what: string) {
  return refused(file, `it names more than ${MAX_PATHS} ${what}`, 'have its tool write the lock anew.');
}
