import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { HomeLayout } from '../home-layout';
import { namesIn } from '../pack-store';
import { lstatIfAny } from '../replace-link';
import { removeTree } from '../remove-tree';
import type { GarbageCollection } from './garbage-collection';

const DAY_MS = 24 * 60 * 60 * 1000;
// uv takes a package in its cache for whole when its folder is there, so nothing may be taken out of it. A private cache
// belongs to one environment. pnpm's store has an index for each package, which says what files of the store it consists of;
// whoever builds from it without a network finds all of them, or none. So do those who read a repository. Of pip's and npm's caches any file may go.
const INDIVISIBLE = /^(python\/(uv|private\/[^/]+)|nodejs\/pnpm|git\/[^/]+)$/;

export interface CachePolicy {
  days: number;
  maxBytes: number;
}

/** What goes as a whole or not at all. */
interface CacheUnit {
  place: string;
  bytes: number;
  usedAtMs: number;
}

/** Keeps the caches of pip, uv, npm and pnpm small. All of them fetch again what they miss. */
export class CacheCleaner {
  constructor(private readonly layout: HomeLayout) {}

  /**
   * What nobody has read for long goes, and beyond the limit what was not read for longest. To be called while nothing is
   * being built.
   */
  async clean(policy: CachePolicy, collection: GarbageCollection): Promise<void> {
    const going = selectOld(await this.units(this.layout.cache), policy);
    for (const runtime of await namesIn(this.layout.cache)) {
      const folder = join(this.layout.cache, runtime);
      const { places } = await placesBelow(folder, going);
      if (places.length === 0) continue;
      const path = relative(this.layout.home, folder);
      const reason = `not read for ${policy.days} days, or beyond ${policy.maxBytes} bytes`;
      await collection.take({ kind: 'cache', path, reason }, places, async () => {
        for (const place of places) await removeTree(place);
      });
    }
  }

  private async units(folder: string): Promise<CacheUnit[]> {
    const units: CacheUnit[] = [];
    for (const entry of await entriesIn(folder)) {
      const place = join(folder, entry.name);
      if (!entry.isDirectory()) units.push(await unitOf(place));
      else if (INDIVISIBLE.test(relative(this.layout.cache, place))) units.push(await wholeUnit(place));
      else units.push(...(await this.units(place)));
    }
    return units;
  }
}

function selectOld(units: CacheUnit[], { days, maxBytes }: CachePolicy): Set<string> {
  const oldest = Date.now() - days * DAY_MS;
  let left = units.reduce((sum, { bytes }) => sum + bytes, 0);
  const going = new Set<string>();
  for (const { place, bytes, usedAtMs } of units.sort((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (usedAtMs >= oldest && left <= maxBytes) break;
    going.add(place);
    left -= bytes;
  }
  return going;
}

async function unitOf(place: string): Promise<CacheUnit> {
  const status = await lstatIfAny(place);
  if (status === undefined) return { place, bytes: 0, usedAtMs: Date.now() };
  return { place, bytes: status.size, usedAtMs: Math.max(status.atimeMs, status.mtimeMs) };
}

async function wholeUnit(place: string): Promise<CacheUnit> {
  const whole: CacheUnit = { place, bytes: 0, usedAtMs: 0 };
  for (const entry of await readdir(place, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue;
    const { bytes, usedAtMs } = await unitOf(join(entry.parentPath, entry.name));
    whole.bytes += bytes;
    whole.usedAtMs = Math.max(whole.usedAtMs, usedAtMs);
  }
  return whole;
}

/** Folders of which nothing is left go as a whole, the topmost of them; `folder` itself stays. */
async function placesBelow(folder: string, going: ReadonlySet<string>): Promise<{ places: string[]; isAll: boolean }> {
  const places: string[] = [];
  const entries = await entriesIn(folder);
  let isAll = entries.length > 0;
  for (const entry of entries) {
    const place = join(folder, entry.name);
    const inner =
      going.has(place) || !entry.isDirectory()
        ? { places: [], isAll: going.has(place) }
        : await placesBelow(place, going);
    places.push(...(inner.isAll ? [place] : inner.places));
    isAll &&= inner.isAll;
  }
  return { places, isAll };
}

async function entriesIn(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
