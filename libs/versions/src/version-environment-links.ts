import { Injectable, Logger } from '@nestjs/common';
import { HomeContent } from '@packyard/content';
import {
  PackRepository,
  Transactions,
  type UnitOfWork,
  type EnvironmentLocation,
  type VersionWithEnvironments,
  VersionEnvironmentRepository,
} from '@packyard/schema';
import { PackStore } from '@packyard/store';
import type { RegistrationRequest } from './decide-registration';

type AskedEnvironments = Pick<RegistrationRequest, 'environments' | 'keptRuntimes'>;

/** The links in the content of an installed version that lead to its environments: what they say is what the rows say. */
@Injectable()
export class VersionEnvironmentLinks {
  private readonly logger = new Logger(VersionEnvironmentLinks.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly packs: PackRepository,
    private readonly rows: VersionEnvironmentRepository,
    private readonly store: PackStore,
    private readonly homeContent: HomeContent,
  ) {}

  /** What content that is installed already is to lead to: what was asked for, and what it keeps of what was not. */
  async wantedEnvironments({ transaction }: UnitOfWork, packVersionId: number, request: AskedEnvironments) {
    const { environments } = request;
    const kept = runtimesToKeep(request);
    if (kept.length === 0) return environments;
    return [...environments, ...(await this.rows.ofVersion(transaction, packVersionId, kept))];
  }

  /** What content that is installed already keeps of what was not asked for, as it is before anything is locked: tests run with it, too. */
  async keptEnvironments(request: AskedEnvironments, storagePath: string): Promise<EnvironmentLocation[]> {
    const kept = runtimesToKeep(request);
    return kept.length === 0 ? [] : await this.rows.ofContent(storagePath, kept);
  }

  /**
   * To be called while the pack is locked, of content that may be in use already. Undone with the unit of work, or repaired by
   * the maintenance when the process died.
   */
  async setLinks(
    unit: UnitOfWork,
    { ref, storagePath, environments }: Readonly<VersionWithEnvironments>,
  ): Promise<void> {
    const former = await this.store.readEnvironmentLinks(storagePath);
    unit.onRollback(() => this.restore(ref, storagePath, former));
    await this.store.linkEnvironments(storagePath, environments);
  }

  /** The environments that the rows name for this content; none where no version has it. */
  async environmentsInUse(
    { transaction }: UnitOfWork,
    storagePath: string,
  ): Promise<VersionWithEnvironments['environments']> {
    return (await this.rows.usedAt(transaction, storagePath)) ?? [];
  }

  /** To be called before environments are removed that no row uses. Holds no lock while it looks. */
  async repairAll(): Promise<void> {
    if (this.homeContent.homesAreSeparate) return;
    for (const version of await this.rows.all()) {
      try {
        await this.repairWrong(version);
      } catch (error) {
        // It keeps none of the others waiting, and is tried again.
        const what = `The links of ${version.storagePath} to its environments can't be repaired.`;
        this.logger.error(what, error instanceof Error ? error.stack : String(error));
      }
    }
  }

  private async repairWrong({ ref, storagePath, environments }: VersionWithEnvironments): Promise<void> {
    if (await this.store.leadsTo(storagePath, environments)) return;
    // It may just be on its way to others: then it agrees as soon as the lock is free.
    const isRepaired = await this.repair(ref, storagePath);
    if (isRepaired) this.logger.warn(`The links of ${storagePath} to its environments were wrong and are repaired.`);
  }

  /** After a rollback. The database says where they lead; only when it can't be asked, they lead where they did before. */
  private async restore(ref: string, storagePath: string, former: ReadonlyMap<string, string>): Promise<void> {
    try {
      await this.repair(ref, storagePath);
    } catch (error) {
      this.logger.warn(`The links of ${storagePath} are restored without the database: ${String(error)}`);
      await this.store.setEnvironmentLinks(storagePath, former);
    }
  }

  /** Makes them lead where the database says. Returns whether they led elsewhere. */
  private repair(ref: string, storagePath: string): Promise<boolean> {
    return this.transactions.run(async ({ transaction }) => {
      await this.packs.lockAll(transaction, [ref]);
      // What is uninstalled has no row that could be locked: whoever installs it again holds its name.
      await this.packs.lockName(transaction, ref);
      const used = await this.rows.usedAt(transaction, storagePath);
      if (used === undefined || (await this.store.leadsTo(storagePath, used))) return false;
      await this.store.linkEnvironments(storagePath, used);
      return true;
    });
  }
}

function runtimesToKeep({ environments, keptRuntimes = [] }: AskedEnvironments) {
  return keptRuntimes.filter((each) => !environments.some(({ runtime }) => runtime === each));
}
