import { Injectable, Logger } from '@nestjs/common';
import { HomeContent } from '@packyard/content';
import { GenerationRepository, PackRepository, Transactions } from '@packyard/schema';
import { PackStore } from '@packyard/store';

/** Repairs the links of enabled packs: has them lead where the database says. */
@Injectable()
export class LinkRepair {
  private readonly logger = new Logger(LinkRepair.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly store: PackStore,
    private readonly homeContent: HomeContent,
  ) {}

  /** Repairs all links that a process left behind when it died. Holds no lock while it looks. */
  async repairAll(): Promise<void> {
    if (this.homeContent.homesAreSeparate) return;
    const enabled = await this.packs.enabledPaths();
    const refs = new Set([...enabled.keys(), ...(await this.store.enabledRefs())]);
    for (const ref of refs) {
      try {
        await this.repairWrong(ref, enabled.get(ref));
      } catch (error) {
        // It keeps none of the others waiting, and is tried again.
        this.logger.error(
          `The link of pack ${ref} can't be repaired.`,
          error instanceof Error ? error.stack : String(error),
        );
      }
    }
  }

  private async repairWrong(ref: string, storagePath: string | undefined): Promise<void> {
    if ((await this.store.enabledStoragePath(ref)) === storagePath) return;
    // It may just be on its way to another version: then it agrees as soon as the locks are free.
    const isRepaired = await this.repair(ref);
    if (isRepaired) this.logger.warn(`The link of pack ${ref} did not agree with the database and was repaired.`);
  }

  /**
   * Makes a link lead where the database says, while nobody else changes what is enabled: a pack that is just being made
   * has no row yet that could be locked. Returns whether it led elsewhere.
   */
  repair(ref: string): Promise<boolean> {
    return this.transactions.run(async ({ transaction }) => {
      await this.packs.lockAll(transaction, [ref]);
      await this.generations.lock(transaction);
      const enabled = await this.packs.enabledPath(transaction, ref);
      if ((await this.store.enabledStoragePath(ref)) === enabled) return false;
      await this.store.setEnabledLink(ref, enabled);
      return true;
    });
  }

  /** After a rollback. The database says what is enabled; only when it can't be asked, what was enabled before comes back. */
  async restore(ref: string, former: string | undefined): Promise<void> {
    try {
      await this.repair(ref);
    } catch (error) {
      this.logger.warn(`The link of ${ref} is restored without the database: ${String(error)}`);
      await this.store.setEnabledLink(ref, former);
    }
  }
}
