import { Injectable, Logger } from '@nestjs/common';
import { GenerationRepository, PackRepository, type Transaction } from '@packyard/schema';
import { PackStore } from '@packyard/store';
import { DataSource } from 'typeorm';

/** Packs whose links were moved in a transaction, and where each led before. */
export type MovedLinks = Map<string, string | undefined>;

/** The links by which readers reach what is enabled. The database says where they lead; they follow it. */
@Injectable()
export class EnabledLinks {
  private readonly logger = new Logger(EnabledLinks.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly store: PackStore,
  ) {}

  /** A transaction in which links may be moved. When it can't be committed, they are mended before the error goes on. */
  async run<Result>(work: (transaction: Transaction, moved: MovedLinks) => Promise<Result>): Promise<Result> {
    const moved: MovedLinks = new Map();
    try {
      return await this.dataSource.transaction((transaction) => work(transaction, moved));
    } catch (error) {
      await this.mend(moved);
      throw error;
    }
  }

  /** One rename: a reader sees the former version or the new one. */
  async move(moved: MovedLinks, ref: string, storagePath: string | undefined): Promise<void> {
    const former =
      storagePath === undefined ? await this.store.disable(ref) : await this.store.enable(ref, storagePath);
    if (!moved.has(ref)) moved.set(ref, former);
  }

  /** The database says what is enabled; only when it can't be asked, what was enabled before comes back. */
  async mend(moved: MovedLinks): Promise<void> {
    for (const [ref, former] of moved) await this.mendOne(ref, former);
  }

  /** Mends all links that a process which died has left behind. Holds nothing while it looks. */
  async mendAll(): Promise<void> {
    const enabled = await this.packs.enabledPaths();
    const refs = new Set([...enabled.keys(), ...(await this.store.enabledRefs())]);
    for (const ref of refs) {
      if ((await this.store.enabledStoragePath(ref)) === enabled.get(ref)) continue;
      // It may just be on its way to another version: then it agrees as soon as it can be asked.
      const isMended = await this.agree(ref);
      if (isMended) this.logger.warn(`The link of pack ${ref} did not agree with the database and was mended.`);
    }
  }

  /**
   * Makes a link lead where the database says, while nobody else changes what is enabled: a pack that is just being made
   * has no row yet that could be locked. Answers whether it led elsewhere.
   */
  agree(ref: string): Promise<boolean> {
    return this.dataSource.transaction(async (transaction) => {
      await this.packs.lockAll(transaction, [ref]);
      await this.generations.lock(transaction);
      const enabled = await this.packs.enabledPath(transaction, ref);
      if ((await this.store.enabledStoragePath(ref)) === enabled) return false;
      if (enabled === undefined) await this.store.disable(ref);
      else await this.store.enable(ref, enabled);
      return true;
    });
  }

  private async mendOne(ref: string, former: string | undefined): Promise<void> {
    try {
      await this.agree(ref);
    } catch (error) {
      this.logger.warn(`The link of ${ref} is restored without the database: ${String(error)}`);
      await this.store.restore(ref, former);
    }
  }
}
