import { Injectable } from '@nestjs/common';
import { RejectedError } from '@packyard/contracts';
import { Manifest } from '@packyard/pack';
import { PackRepository } from '@packyard/schema';
import { PackStore } from '@packyard/store';
import { DataSource } from 'typeorm';

/** Takes a pack off with all its versions. */
@Injectable()
export class UninstallService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly packs: PackRepository,
    private readonly store: PackStore,
  ) {}

  /**
   * The rows go first, and are the truth: should this process die afterwards, the sweeper removes link and content.
   * @throws RejectedError PACK_NOT_FOUND or PACK_NEEDED
   */
  async uninstall(ref: string, { force }: { force: boolean }): Promise<void> {
    const removed = await this.dataSource.transaction(async (transaction) => {
      await this.packs.shareStore(transaction);
      const paths = await this.packs.removePack(transaction, ref);
      if (paths === undefined) {
        throw new RejectedError('PACK_NOT_FOUND', `Pack '${ref.slice(0, 100)}' not found`, {
          hint: 'List the packs to see which are installed.',
        });
      }
      if (!force) await this.assertNobodyNeeds(ref);
      await this.store.restore(ref, undefined);
      return paths;
    });
    for (const path of removed) await this.store.remove(path);
  }

  private async assertNobodyNeeds(ref: string): Promise<void> {
    const installed = await this.packs.listInstalled();
    const dependants = installed.filter(
      (version) =>
        version.isEnabled &&
        version.ref !== ref &&
        Manifest.parse(version.manifest).dependencies.some((dependency) => dependency.ref === ref),
    );
    if (dependants.length === 0) return;
    const names = dependants.map((version) => `${version.ref} ${version.version}`).join(', ');
    throw new RejectedError('PACK_NEEDED', `Pack '${ref}' can't be uninstalled, because ${names} needs it.`, {
      hint: 'Uninstall that first, or set force.',
    });
  }
}
