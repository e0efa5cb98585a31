import { Injectable, Logger } from '@nestjs/common';
import { ExecutionPackRepository, PackRepository, type Transaction } from '@packyard/schema';
import { HomeLayout, PackStore } from '@packyard/store';
import { DataSource } from 'typeorm';

/** Removes content that no row speaks of, after a process died between the two or a version was forgotten. */
@Injectable()
export class ContentSweeper {
  private readonly logger = new Logger(ContentSweeper.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly packs: PackRepository,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly store: PackStore,
    private readonly layout: HomeLayout,
  ) {}

  /** False when somebody was just publishing: then nothing was touched. */
  sweep(): Promise<boolean> {
    return this.dataSource.transaction(async (transaction) => {
      // Whoever registers a pack shares this lock; while we own it, what is on disk without a row is left behind.
      if (!(await this.packs.tryOwnStore(transaction))) return false;
      await this.store.emptyTrash();
      const inUse = await this.inUse(transaction);
      for (const path of await this.store.storagePaths()) {
        if (inUse.has(path)) continue;
        this.logger.log(`Removing the content ${path}, which no installed version uses.`);
        await this.store.remove(path);
      }
      return true;
    });
  }

  /** Asks over the connection that holds the lock alone: those who wait for it may have taken all others. */
  private async inUse(transaction: Transaction): Promise<Set<string>> {
    const inUse = new Set(await this.packs.storagePaths(transaction));
    // A worker that died after it had published finds it again, as long as its execution has not ended.
    for (const { ref, version, digest } of await this.executionPacks.contentUnderWay(transaction)) {
      inUse.add(this.layout.storagePath(ref, version, digest));
    }
    return inUse;
  }
}
