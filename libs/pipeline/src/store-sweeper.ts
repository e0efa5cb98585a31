import { Injectable, Logger } from '@nestjs/common';
import {
  EnvironmentRepository,
  GenerationRepository,
  PackRepository,
  RetiredVersionRepository,
} from '@packyard/schema';
import { EnvironmentStore, PackStore } from '@packyard/store';
import { EnabledLinks } from '@packyard/versions';
import { DataSource } from 'typeorm';
import { PipelineOptions } from './pipeline-options';

/** Makes the store agree with the database, which is the truth, after a process died between the two. */
@Injectable()
export class StoreSweeper {
  private readonly logger = new Logger(StoreSweeper.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly retired: RetiredVersionRepository,
    private readonly environments: EnvironmentRepository,
    private readonly packStore: PackStore,
    private readonly links: EnabledLinks,
    private readonly environmentStore: EnvironmentStore,
    private readonly options: PipelineOptions,
  ) {}

  async sweep(): Promise<void> {
    await this.dataSource.transaction(async (transaction) => {
      // Whoever registers a pack shares this lock; while we own it, what is on disk without a row is left behind.
      if (!(await this.packs.tryOwnStore(transaction))) return;
      await this.generations.prune(transaction, this.options.keepGenerations);
      await this.retired.prune(transaction);
      await this.mendLinks();
      await this.removeContent();
    });
    await this.removeBuilds();
  }

  private async mendLinks(): Promise<void> {
    const enabled = await this.packs.enabledPaths();
    const refs = new Set([...enabled.keys(), ...(await this.packStore.enabledRefs())]);
    for (const ref of refs) {
      if ((await this.packStore.enabledStoragePath(ref)) === enabled.get(ref)) continue;
      // It may just be on its way to another version: only whoever holds the pack may tell.
      const isMended = await this.links.agree(ref);
      if (isMended) this.logger.warn(`The link of pack ${ref} did not agree with the database and was mended.`);
    }
  }

  private async removeContent(): Promise<void> {
    const referenced = new Set(await this.packs.storagePaths());
    for (const path of await this.packStore.storagePaths()) {
      if (referenced.has(path)) continue;
      this.logger.log(`Removing the content ${path}, which no installed version uses.`);
      await this.packStore.remove(path);
    }
  }

  /** The folders are listed before the rows are read: a build that ends in between is in use by then. */
  private async removeBuilds(): Promise<void> {
    const found = await this.environmentStore.paths();
    const inUse = new Set([...(await this.environments.pathsBeingBuilt()), ...(await this.environments.readyPaths())]);
    for (const path of found) {
      if (inUse.has(path)) continue;
      this.logger.log(`Removing the environment build ${path}, which no pack uses.`);
      await this.environmentStore.remove(path);
    }
  }
}
