import { randomUUID } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { ContentStore } from '@packyard/content';
import type { EvictableContentRepository } from '@packyard/schema';
import {
  type GarbageCollection,
  type EnvironmentStore,
  type HomeLayout,
  lstatIfAny,
  type PackStore,
  removeTree,
  TreeMeter,
  type VendoredStore,
} from '@packyard/store';

// Much longer than anything takes from the moment at which it was fetched, or found, until its execution has a row.
const IN_USE_MS = 60 * 60 * 1000;

export interface HomeLimits {
  maxBytes: number;
}

interface Unit {
  place: string;
  bytes: number;
  usedAtMs: number;
}

interface Parts {
  layout: HomeLayout;
  packs: PackStore;
  environments: EnvironmentStore;
  vendored: VendoredStore;
}

/** Where each process has a home of its own, that is a cache: what was not used for longest goes, and is fetched again on need. */
export class HomeSizeLimit {
  /** What is there for a while changes no more. */
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly store: ContentStore,
    private readonly evictable: EvictableContentRepository,
    private readonly parts: Parts,
    private readonly limits: HomeLimits,
  ) {}

  get homesAreSeparate(): boolean {
    return this.store.homesAreSeparate;
  }

  /** What is there is listed before the rows are read: what is begun with later uses it, and says so by its time. */
  async keep(collection: GarbageCollection): Promise<void> {
    const units = (await this.units()).sort((one, other) => one.usedAtMs - other.usedAtMs);
    let bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
    if (bytes <= this.limits.maxBytes) return;
    const evictable = await this.evictable.paths();
    const before = Date.now() - IN_USE_MS;
    for (const unit of units) {
      if (bytes <= this.limits.maxBytes || unit.usedAtMs > before) return;
      if (!evictable.has(relative(this.storeFolder, unit.place))) continue;
      const reason = `the home may have ${this.limits.maxBytes} bytes, and nothing here was used less recently`;
      const path = this.parts.layout.relativePath(unit.place);
      await collection.take({ kind: 'fetched', path, reason }, [unit.place], () => this.evict(unit));
      bytes -= unit.bytes;
    }
  }

  /**
   * Whole, by a rename. Whoever came to use it meanwhile has given it another time, and gets it back; whoever comes later finds
   * that it has gone, and fetches it.
   */
  private async evict({ place, usedAtMs }: Unit): Promise<void> {
    const { trash } = this.parts.layout;
    const doomed = join(trash, randomUUID());
    await mkdir(trash, { recursive: true });
    await rename(place, doomed);
    if ((await lstatIfAny(doomed))?.mtimeMs === usedAtMs) return removeTree(doomed);
    await rename(doomed, place).catch((error: unknown) => {
      // Somebody has fetched it by then.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
  }

  private async units(): Promise<Unit[]> {
    const { packs, environments, vendored } = this.parts;
    const contents = [...(await packs.contents())];
    const builds = [...(await environments.buildsByFolder())];
    const places = [
      ...contents.flatMap(([ref, names]) => names.map((name) => packs.absolutePath(join(ref, name)))),
      ...builds.flatMap(([folder, names]) => names.map((name) => environments.absolutePath(join(folder, name)))),
      ...(await vendored.list()).map(({ path }) => path),
    ];
    const units: Unit[] = [];
    for (const place of places) {
      const status = await lstatIfAny(place);
      if (status !== undefined) units.push({ place, ...(await this.measured(place, status.mtimeMs)) });
    }
    const there = new Set(places);
    for (const place of this.sizes.keys()) if (!there.has(place)) this.sizes.delete(place);
    return units;
  }

  private async measured(place: string, usedAtMs: number): Promise<Omit<Unit, 'place'>> {
    const known = this.sizes.get(place);
    if (known !== undefined) return { bytes: known, usedAtMs };
    const { bytes } = await new TreeMeter().measure(place);
    if (usedAtMs < Date.now() - IN_USE_MS) this.sizes.set(place, bytes);
    return { bytes, usedAtMs };
  }

  private get storeFolder(): string {
    return dirname(this.parts.layout.packStore);
  }
}
