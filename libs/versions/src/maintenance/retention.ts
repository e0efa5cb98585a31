import { Injectable } from '@nestjs/common';
import {
  ArchivedVersionRepository,
  type EnvironmentLinkRow,
  EnvironmentUseRepository,
  GenerationRepository,
  type Transaction,
} from '@packyard/schema';
import { EnvironmentStore } from '@packyard/store';

/** What is kept of what is not enabled. */
export interface KeptVersions {
  /** How many can be rolled back to. */
  generations: number;
  /** For how long after nothing has used them. */
  unusedEnvironmentHours: number;
}

export interface ForgottenRows {
  generations: number;
  archived_versions: number;
  unused_environments: number;
}

/** How far back one can go. */
@Injectable()
export class Retention {
  constructor(
    private readonly generations: GenerationRepository,
    private readonly archived: ArchivedVersionRepository,
    private readonly uses: EnvironmentUseRepository,
    private readonly environments: EnvironmentStore,
  ) {}

  /**
   * Forgets all but the newest generations, what was kept for the others, and environments that nothing uses. Nobody
   * changes what is enabled meanwhile; it lasts for a few statements.
   */
  async prune(
    transaction: Transaction,
    kept: KeptVersions,
    deadLinks: readonly EnvironmentLinkRow[],
  ): Promise<ForgottenRows> {
    await this.uses.forgetLinks(transaction, deadLinks);
    await this.generations.lock(transaction);
    const generations = await this.generations.prune(transaction, kept.generations);
    const archived = await this.archived.prune(transaction);
    const unused = await this.uses.forgetUnused(transaction, kept.unusedEnvironmentHours);
    return { generations, archived_versions: archived, unused_environments: unused };
  }

  /** Users remove folders into which they had environments linked. Looks at their disks, without any lock. */
  async deadLinks(): Promise<EnvironmentLinkRow[]> {
    const dead: EnvironmentLinkRow[] = [];
    for (const link of await this.uses.links()) {
      if (link.build === null || !(await this.environments.isLinkedFrom(link.path, link.build))) dead.push(link);
    }
    return dead;
  }
}
