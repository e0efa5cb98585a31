import type { Source } from './source';
import { isAddressAmong, isAsSent, isSourceAmong, matchesPattern, patternProblem } from './source-pattern';

/** Whose signature is asked for, of an index or a source that the pattern is for. */
export interface TrustPolicy {
  appliesTo: 'registry' | 'source';
  pattern: string;
  mode: 'require' | 'warn' | 'off';
  /** Ids of the keys that count; all when null. */
  keys: readonly string[] | null;
}

/** What a policy may be for: an index, or a source. */
export interface TrustSubject {
  /** URL or path of the index that names the pack. */
  registry?: string | undefined;
  /** What the pack was asked for by, and where it lies. */
  sources?: readonly Source[] | undefined;
  /** The URL with what must not be stored. */
  secretUrl?: string | undefined;
}

const STRICTEST = ['require', 'warn', 'off'] as const;

/** What is wrong with a pattern; nothing when it can be used. */
export function trustPatternProblem(appliesTo: TrustPolicy['appliesTo'], pattern: string): string | undefined {
  if (pattern === '*') return undefined;
  if (pattern.startsWith('/')) return pattern === plainPath(pattern) ? undefined : 'must hold no . or .. and no //';
  if (appliesTo === 'registry' && pattern.startsWith('registry:')) return 'must be the address or path of an index';
  return patternProblem(pattern);
}

/** The first one that fits. An address that could be read in two ways gets the strictest one there is for its kind. */
export function policyFor(policies: readonly TrustPolicy[], place: TrustSubject): TrustPolicy | undefined {
  if (!isDecidable(place)) {
    const concerned = policies.filter(({ appliesTo }) =>
      place.registry === undefined ? appliesTo === 'source' : true,
    );
    return STRICTEST.map((mode) => concerned.find((policy) => policy.mode === mode)).find(Boolean);
  }
  return policies.find((policy) => fits(policy, place));
}

function fits({ appliesTo, pattern }: TrustPolicy, { registry, sources = [], secretUrl }: TrustSubject): boolean {
  if (appliesTo === 'registry') return registry !== undefined && (pattern === '*' || isPlaceLike(registry, pattern));
  return sources.some((source) => {
    if (pattern === '*') return true;
    if (source.kind === 'local') return pattern.startsWith('/') && isPlaceLike(source.path, pattern);
    return isSourceAmong({ source, secretUrl }, [pattern]);
  });
}

function isPlaceLike(place: string, pattern: string): boolean {
  const path = place.startsWith('file:///') ? place.slice('file://'.length) : place;
  if (path.startsWith('/')) return pattern.startsWith('/') && matchesPattern(plainPath(path), pattern);
  return isAddressAmong(place, [pattern]);
}

function isDecidable({ registry, sources = [], secretUrl }: TrustSubject): boolean {
  const urls = sources.flatMap((source) => ('url' in source ? [secretUrl ?? source.url] : []));
  const isUrl = registry !== undefined && /^https?:/.test(registry);
  return [...urls, ...(isUrl ? [registry] : [])].every(isAsSent);
}

/** Without `.`, `..` and doubled slashes. */
function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}${path.endsWith('/') && parts.length > 0 ? '/' : ''}`;
}
