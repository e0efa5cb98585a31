import { join, relative } from 'node:path';
import type { HomeLayout } from '../home-layout';
import { namesIn } from '../pack-store';
import { lstatIfAny } from '../replace-link';
import { removeTree } from '../remove-tree';
import type { GarbageCollection } from './garbage-collection';

const HOUR_MS = 60 * 60 * 1000;
/** Whoever found one a moment ago is about to build with it. */
const MIN_MS = 10 * 60 * 1000;

/** Fetched interpreters that no environment has: those that have one share its file, or have a copy. */
export class InterpreterCleaner {
  constructor(private readonly layout: HomeLayout) {}

  /** To be called while nothing is being built. */
  async clean(hours: number, collection: GarbageCollection): Promise<void> {
    for (const path of await this.unused(hours)) {
      const place = join(this.layout.home, path);
      const reason = `no environment has it, and no build asked for it in the last ${hours} hours`;
      await collection.take({ kind: 'interpreter', path, reason }, [place], () => removeTree(place));
    }
  }

  /** Relative to the home. */
  async unused(hours: number): Promise<string[]> {
    const found: string[] = [];
    for (const name of await namesIn(this.layout.tools)) {
      const place = join(this.layout.tools, name);
      const program = programIn(name);
      const folder = program === undefined ? undefined : await lstatIfAny(place);
      if (program === undefined || folder === undefined) continue;
      if (Date.now() - folder.mtimeMs < Math.max(hours * HOUR_MS, MIN_MS)) continue;
      const file = await lstatIfAny(join(place, 'bin', program));
      if (file === undefined || file.nlink === 1) found.push(relative(this.layout.home, place));
    }
    return found;
  }
}

/** Of `node-24.1.0-…`, `python-3.12.4-…`; what was not kept to its end has a dot before it. */
function programIn(name: string): string | undefined {
  if (/^node-\d/.test(name)) return 'node';
  const [, minor] = /^\.?python-(3\.\d+)\./.exec(name) ?? [];
  return minor === undefined ? undefined : `python${minor}`;
}
