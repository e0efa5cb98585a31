import { Injectable } from '@nestjs/common';
import { EnvironmentUseRepository } from '@packyard/schema';
import { type GarbageCollection, EnvironmentStore, PackStore } from '@packyard/store';
import { DataSource } from 'typeorm';
import { VersionEnvironmentLinks } from '../version-environment-links';
import { BuildSweeper } from './build-sweeper';
import { PackStoreSweeper } from './pack-store-sweeper';
import { LockfileSweeper } from './lockfile-sweeper';
import { type ForgottenRows, type KeptVersions, Retention } from './retention';

/** Rows that were forgotten. Not done means: again soon, because somebody was just publishing. */
export type StoreCleaned = ForgottenRows & { isDone: boolean };

/** Forgets what is too old, and makes the disk agree with the database, which is the truth. */
@Injectable()
export class StoreCleaner {
  constructor(
    private readonly dataSource: DataSource,
    private readonly retention: Retention,
    private readonly packStore: PackStoreSweeper,
    private readonly builds: BuildSweeper,
    private readonly locks: LockfileSweeper,
    private readonly environmentLinks: VersionEnvironmentLinks,
    private readonly uses: EnvironmentUseRepository,
    private readonly packs: PackStore,
    private readonly environments: EnvironmentStore,
  ) {}

  /** Exact packages of environments that no execution remembers any more. */
  async cleanLocks(collection: GarbageCollection): Promise<void> {
    await this.locks.sweep(collection);
  }

  async clean(kept: KeptVersions, collection: GarbageCollection): Promise<StoreCleaned> {
    if (collection.isRehearsal) return this.rehearse(kept, collection);
    await this.environmentLinks.repairAll();
    await this.uses.noteUse();
    const deadLinks = await this.retention.deadLinks();
    const forgotten = await this.dataSource.transaction((transaction) =>
      this.retention.prune(transaction, kept, deadLinks),
    );
    const isDone = await this.packStore.sweep(collection);
    await this.builds.sweep(collection);
    return { ...forgotten, isDone };
  }

  /** Forgets in a transaction that is rolled back, to see what would be left unused. */
  private async rehearse(kept: KeptVersions, collection: GarbageCollection): Promise<StoreCleaned> {
    const [contents, builds] = [await this.packs.contents(), await this.environments.buildsByFolder()];
    const deadLinks = await this.retention.deadLinks();
    const connection = this.dataSource.createQueryRunner();
    try {
      await connection.startTransaction();
      const transaction = connection.manager;
      const forgotten = await this.retention.prune(transaction, kept, deadLinks);
      const unused = await this.packStore.unused(transaction, contents);
      const inUse = await this.builds.inUse(transaction);
      await connection.rollbackTransaction();
      await this.packStore.rehearse(collection, unused);
      await this.builds.rehearse(collection, builds, inUse);
      return { ...forgotten, isDone: true };
    } finally {
      if (connection.isTransactionActive) await connection.rollbackTransaction();
      await connection.release();
    }
  }
}
