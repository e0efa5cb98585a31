import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { EnvironmentRepository, type Transaction } from '@packyard/schema';
import { type GarbageCollection, EnvironmentStore, HomeLayout } from '@packyard/store';

/** Folders of builds by the folder of their fingerprint. */
type Builds = ReadonlyMap<string, readonly string[]>;

/** Removes folders of builds that are neither in use nor being built: of crashes, and of builds that were replaced. */
@Injectable()
export class BuildSweeper {
  private readonly logger = new Logger(BuildSweeper.name);

  constructor(
    private readonly environments: EnvironmentRepository,
    private readonly store: EnvironmentStore,
    private readonly layout: HomeLayout,
  ) {}

  /** The folders are listed before the rows are read: a build that ends in between is in use by then. */
  async sweep(collection: GarbageCollection): Promise<void> {
    const found = await this.store.buildsByFolder();
    await this.repairLinks();
    await this.takeUnused(collection, found, await this.inUse());
  }

  /** `inUse` as it will be, when the sweep comes. */
  async rehearse(collection: GarbageCollection, found: Builds, inUse: ReadonlySet<string>): Promise<void> {
    await this.takeUnused(collection, found, inUse);
  }

  /** Paths of builds. */
  async inUse(transaction?: Transaction): Promise<Set<string>> {
    return new Set([
      ...(await this.environments.pathsBeingBuilt(transaction)),
      ...(await this.environments.readyPaths(transaction)),
    ]);
  }

  private async takeUnused(collection: GarbageCollection, found: Builds, inUse: ReadonlySet<string>): Promise<void> {
    for (const [folder, names] of found) {
      const unused = names.map((name) => join(folder, name)).filter((path) => !inUse.has(path));
      if (unused.length === names.length) {
        await this.take(collection, folder, () => this.store.removeFolder(folder, unused));
        continue;
      }
      for (const path of unused) await this.take(collection, path, () => this.store.remove(path));
    }
  }

  private take(collection: GarbageCollection, path: string, remove: () => Promise<void>): Promise<void> {
    const place = this.store.absolutePath(path);
    const garbage = { kind: 'environment', path: this.layout.relativePath(place), reason: 'nothing uses it' } as const;
    return collection.take(garbage, [place], remove);
  }

  /** A rebuild moves the link before it is committed: when it never was, the link goes back to what the database names. */
  private async repairLinks(): Promise<void> {
    const building = new Set(await this.environments.pathsBeingBuilt());
    for (const path of await this.environments.readyPaths()) {
      const selected = await this.store.current(path);
      if (selected === path || (selected !== undefined && building.has(selected))) continue;
      if (!(await this.store.exists(path))) continue;
      this.logger.warn(`The link to the environment ${path} did not agree with the database and was repaired.`);
      await this.store.makeCurrent(path);
    }
  }
}
