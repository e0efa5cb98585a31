import { basename, join, relative } from 'node:path';
import type { HomeLayout } from '../home-layout';
import { namesIn } from '../pack-store';
import { lstatIfAny } from '../replace-link';
import { type TreeSize, TreeMeter } from './tree-meter';

export interface UsedPath extends TreeSize {
  /** Relative to the home. */
  path: string;
}

export interface HomeUsage extends TreeSize {
  /** What lies directly in the home; together with the home's own folder, the sum of all bytes. */
  areas: UsedPath[];
  /** Packs, environments, work in progress and the like, one by one. */
  items: UsedPath[];
}

/** How much lies where below the home. */
export class HomeMeter {
  constructor(private readonly layout: HomeLayout) {}

  /** All at once, so that a file with names in several places counts once. */
  async measure(): Promise<HomeUsage> {
    const usage: HomeUsage = { bytes: 0, files: 0, areas: [], items: [] };
    const meter = new TreeMeter();
    add(usage, await meter.measureAlone(this.layout.home));
    for (const name of await namesIn(this.layout.home)) {
      const area = { path: name, bytes: 0, files: 0 };
      await this.walk(join(this.layout.home, name), levelsOf(name), { meter, area, items: usage.items });
      usage.areas.push(area);
      add(usage, area);
    }
    return usage;
  }

  private async walk(place: string, levels: number, walk: Walk): Promise<void> {
    const path = relative(this.layout.home, place);
    const isFolder = (await lstatIfAny(place))?.isDirectory() === true;
    if (levels === 0 || !isFolder) {
      const size = await walk.meter.measure(place);
      if (path !== basename(place)) walk.items.push({ path, ...size });
      add(walk.area, size);
      return;
    }
    add(walk.area, await walk.meter.measureAlone(place));
    for (const name of await namesIn(place)) await this.walk(join(place, name), levels - 1, walk);
  }
}

interface Walk {
  meter: TreeMeter;
  area: UsedPath;
  items: UsedPath[];
}

/** How deep the items of an area lie: `store/packs/<ref>/<version>`, `staging/<execution>`. */
function levelsOf(area: string): number {
  if (area === 'store') return 3;
  return ['staging', 'uploads', 'trash', 'cache', 'tools', 'packs'].includes(area) ? 1 : 0;
}

function add(sum: TreeSize, { bytes, files }: TreeSize): void {
  sum.bytes += bytes;
  sum.files += files;
}
