import { Injectable } from '@nestjs/common';
import { GenerationRepository, ArchivedVersionRepository } from '@packyard/schema';
import { DataSource } from 'typeorm';

/** How far back one can go. */
@Injectable()
export class Retention {
  constructor(
    private readonly dataSource: DataSource,
    private readonly generations: GenerationRepository,
    private readonly archived: ArchivedVersionRepository,
  ) {}

  /** Forgets all but the newest generations, and what was kept for the others. Nobody changes what is enabled meanwhile. */
  prune(keepGenerations: number): Promise<void> {
    return this.dataSource.transaction(async (transaction) => {
      await this.generations.lock(transaction);
      await this.generations.prune(transaction, keepGenerations);
      await this.archived.prune(transaction);
    });
  }
}
