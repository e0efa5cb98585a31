const NAME = /^[A-Za-z0-9][\w.-]*(?:\s*\[[^\]]*\])?/;
const CLAUSE = /^\s*[<>=!~]=?=?\s*[\w.*+!-]+\s*$/;
const ELSEWHERE = /^(?:[A-Za-z0-9][\w.-]*(?:\s*\[[^\]]*\])?\s*@\s*)?(?:git\+|hg\+|svn\+|bzr\+)?(?:https?|ssh):\/\/\S+/;
const ARCHIVE = /\.(?:zip|whl|tgz|tar|tar\.(?:gz|bz2|xz|Z)|tbz2?|txz)(?:[\s;[]|$)/i;

/**
 * Whether a line surely names nothing of the pack: a name with extras, versions, a marker and hashes, or an address elsewhere.
 * In steps that take time as the line is long, whatever is written there: a single expression for all of it would take
 * twice as long with each character that may belong to two of its parts.
 */
export function isPlainRequirement(line: string): boolean {
  if (ELSEWHERE.test(line)) return true;
  const before = withoutHashes(line);
  if (before === undefined || ARCHIVE.test(line)) return false;
  const marker = before.indexOf(';');
  if (marker !== -1 && before.includes('#', marker)) return false;
  const unmarked = marker === -1 ? before : before.slice(0, marker);
  const name = NAME.exec(unmarked)?.[0];
  return name !== undefined && areVersions(unmarked.slice(name.length).trim());
}

/** Nothing where something else follows them. */
function withoutHashes(line: string): string | undefined {
  const words = line.split(' ');
  const first = words.findIndex((word, index) => index > 0 && isHash(word));
  if (first === -1) return line;
  const isValue = (index: number) => words[index - 1] === '--hash' && words[index] !== '';
  const areHashes = words.every((word, index) => index < first || isHash(word) || isValue(index));
  return areHashes && words.at(-1) !== '--hash' ? words.slice(0, first).join(' ') : undefined;
}

function isHash(word: string): boolean {
  return word === '--hash' || (word.startsWith('--hash=') && word !== '--hash=');
}

function areVersions(text: string): boolean {
  const versions = text.replace(/^\(/, '').replace(/\)$/, '').trim();
  if (versions === '') return true;
  return versions
    .replace(/,$/, '')
    .split(',')
    .every((clause) => CLAUSE.test(clause));
}
