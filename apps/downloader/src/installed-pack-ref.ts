import { relative, resolve, sep } from 'node:path';
import type { Source } from '@packyard/contracts';

const LEVELS = 2;

/** The pack of which a source names a whole installed version, as resolving does; never of what lies inside of one. */
export function installedPackRef(packStore: string, source: Source): string | undefined {
  if (source.kind !== 'local' || source.subPath !== undefined || source.refSpec !== undefined) return undefined;
  const levels = relative(packStore, resolve(source.path)).split(sep);
  const [ref = ''] = levels;
  return levels.length === LEVELS && ref !== '..' ? ref : undefined;
}
