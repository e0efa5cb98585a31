import { RejectedError } from '@packyard/contracts';
import { FAILSAFE_SCHEMA, loadAll } from 'js-yaml';
import { decoded, pathsIn, pathsNamed, whyUnreadable } from './named-paths';

/** What stands in a lock. */
export interface LockfileWord {
  text: string;
  /** Paths that it names, as they may be read. */
  paths: string[];
  /** The folder of the pack from which they count. */
  base: string;
}

/** Line breaks to some readers of YAML and none to others, so that what follows is a comment to these alone. */
const OTHER_BREAKS = /[\u0085\u2028\u2029]/;
const NO_PATHS = new Set(['integrity', 'commit', 'type']);
/** Locks of npm 6 have the packages of a package in it. */
const MAX_DEPTH = 200;
const YARN_PATH = /(?<![\w-])(?:file|link|portal|workspace):[^\s"',]*/gi;
const YARN_BASE = /locator=[^&]*?%40workspace%3A([^&]*)/;

/**
 * All keys and texts of a lock of npm, pnpm or yarn, of whichever version, without comments and escapes.
 * @throws RejectedError ENVIRONMENT_FAILED when it is not written as these tools write it, as to how long a word is too
 */
export function* lockWords(lock: string, file: string): Generator<LockfileWord> {
  const text = lock.replace(/^\ufeff/, '');
  if (file === 'yarn.lock') yield* yarnWords(text);
  else if (file.endsWith('.json') || /^\s*\{/.test(text)) yield* new LockfileTree(file, true).words(json(text, file));
  else for (const document of yaml(text, file)) yield* new LockfileTree(file, false).words(document);
}

/** Yarn 1 writes what is nearly YAML. Later ones say from which workspace a path counts. */
function* yarnWords(lock: string): Generator<LockfileWord> {
  for (const text of new Set(lock.match(YARN_PATH) ?? [])) {
    readable(text, 'yarn.lock');
    const [alone = ''] = text.split(/#|::/, 1);
    const base = decoded(YARN_BASE.exec(text)?.[1] ?? '.');
    yield { text: base, paths: pathsIn(base), base: '.' };
    yield { text, paths: pathsNamed(alone), base };
  }
}

interface LockfileNode {
  value: unknown;
  depth: number;
  section: string;
  base: string;
  /** `resolution` and `patch` hold paths that nothing marks as such. */
  holds: 'names' | 'resolution' | 'patch';
}

class LockfileTree {
  private readonly seen = new Set<object>();

  constructor(
    private readonly file: string,
    private readonly isOfNpm: boolean,
  ) {}

  /** Without recursion: it may be as deep as it is long. */
  *words(document: unknown): Generator<LockfileWord> {
    const places: LockfileNode[] = [{ value: document, depth: 0, section: '', base: '.', holds: 'names' }];
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      const { value, base, depth } = place;
      if (typeof value === 'string') yield word(readable(value, this.file), place);
      if (typeof value !== 'object' || value === null) continue;
      if (depth > MAX_DEPTH) throw unreadable(this.file, `more than ${MAX_DEPTH} parts of it lie in each other`);
      if (this.seen.has(value)) throw unreadable(this.file, 'it uses aliases of YAML');
      this.seen.add(value);
      for (const [key, inner] of Object.entries(value)) {
        readable(key, this.file);
        const isFolder = depth === 1 && place.section === (this.isOfNpm ? 'packages' : 'importers');
        yield isFolder ? { text: key, paths: [key], base: '.' } : { text: key, paths: pathsNamed(key), base };
        if (NO_PATHS.has(key) && typeof inner === 'string' && place.holds !== 'names') continue;
        places.push(this.inside(place, key, isFolder ? { inner, base: key } : { inner, base }));
      }
    }
  }

  private inside(place: LockfileNode, key: string, { inner, base }: { inner: unknown; base: string }): LockfileNode {
    const next = { ...place, value: inner, base, depth: place.depth + 1 };
    if (place.depth === 0) next.section = key;
    if (next.section === 'patchedDependencies') next.holds = 'patch';
    // A path in a repository or an archive, which begins with a slash.
    if (place.holds === 'resolution' && key === 'path' && typeof inner === 'string') {
      next.value = inner.replace(/^\/+/, '');
    }
    if (key === 'resolution' && typeof inner === 'object') next.holds = 'resolution';
    if (this.isOfNpm && key === 'resolved') Object.assign(next, { holds: 'resolution', base: '.' });
    return next;
  }
}

function word(text: string, { base, holds }: LockfileNode): LockfileWord {
  return { text, paths: holds === 'names' ? pathsNamed(text) : pathsIn(text), base };
}

function readable(text: string, file: string): string {
  const why = whyUnreadable(text);
  if (why === undefined) return text;
  throw unreadable(file, why);
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(file, (cause as Error).message, cause);
  }
}

function yaml(text: string, file: string): unknown[] {
  if (OTHER_BREAKS.test(text)) throw unreadable(file, 'it has line breaks that are not of YAML 1.2');
  try {
    return loadAll(text, { schema: FAILSAFE_SCHEMA });
  } catch (cause) {
    throw unreadable(file, (cause as Error).message.split('\n', 1)[0] ?? '', cause);
  }
}

function unreadable(file: string, why: string, cause?: unknown): RejectedError {
  return new RejectedError('ENVIRONMENT_FAILED', `${file} can't be read: ${why.slice(0, 300)}. Nothing was run.`, {
    hint: `Fix the pack: have its tool write ${file} anew, or leave it out.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
