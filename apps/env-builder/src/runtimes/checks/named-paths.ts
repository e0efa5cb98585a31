const LOCAL = /(?<![\w-])(file|link|portal|workspace):/gi;
/** A name, a version, a URL, why something is deprecated; or an identifier of pnpm, which names some peers. */
const MAX_LENGTH = 4096;
const MAX_NAMED = 50;
const SCHEME = /^[a-z][a-z\d+.-]*:/i;

/**
 * The paths that a specifier or an identifier of a lock names, in each way in which a tool may read it: those of
 * `npm:a@file:../b`, `a@file:../b(c@1.0.0)`, `file:%2e%2e/b` and `workspace:../b`; none of `workspace:*`.
 */
export function pathsNamed(text: string): string[] {
  return [...text.matchAll(LOCAL)].flatMap(({ 0: prefix, 1: kind, index }) => {
    const rest = text.slice(index + prefix.length);
    return kind?.toLowerCase() === 'workspace'
      ? [rest, rest.replace(/^.*@/, '')].filter(isPath).flatMap(readings)
      : readings(rest);
  });
}

/**
 * What is wrong with a text that no tool writes, and whose ways to be read would take more time than it is long; nothing
 * when it is as they write it.
 */
export function whyUnreadable(text: string): string | undefined {
  if (text.length > MAX_LENGTH)
    return `a text in it has ${text.length} characters, and ${MAX_LENGTH} are the most: '${text.slice(0, 60)}…'`;
  const named = text.match(LOCAL)?.length ?? 0;
  return named > MAX_NAMED ? `a text in it names ${named} paths, and ${MAX_NAMED} are the most` : undefined;
}

/** Of a field that holds a path, or a URL. */
export function pathsIn(field: string): string[] {
  if (SCHEME.test(field)) return pathsNamed(field);
  // Only `~/` is a home to tools; `~1.0.0` is a range of versions.
  return /^~(?!\/)/.test(field) ? [] : readings(field);
}

function isPath(text: string): boolean {
  return /^(?:[./]|~\/)|(?:^|[/\\])\.\.(?:[/\\]|$)|%2[ef]/i.test(text);
}

/** With and without what may follow a path, as it stands and decoded. */
function readings(text: string): string[] {
  // `<root>` is in locks of pnpm the folder that the lock lies in.
  const path = text.replace(/^\/\/(?=\/)/, '').replace(/^(?:<root>\/+)+/, '');
  const [alone = ''] = path.split(/[()#]|::/, 1);
  return [...new Set([path, alone].flatMap((each) => [each, decoded(each)]))];
}

/** What is not encoded stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
