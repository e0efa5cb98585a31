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
   * The rows go, and with them the link; the sweeper removes the content once it is sure that nobody publishes the same
   * again. Should the rows come back because they could not be committed, so does the link.
   * @throws RejectedError PACK_NOT_FOUND or PACK_NEEDED
   */
  async uninstall(ref: string, { force }: { force: boolean }): Promise<void> {
    let enabled: string | undefined;
    try {
      await this.dataSource.transaction(async (transaction) => {
        if (!(await this.packs.removePack(transaction, ref))) throw notFound(ref);
        if (!force) await this.assertNobodyNeeds(ref);
        enabled = await this.store.enabledStoragePath(ref);
        await this.store.restore(ref, undefined);
      });
    } catch (error) {
      if (enabled !== undefined) await this.store.enable(ref, enabled);
      throw error;
    }
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

function notFound(ref: string): RejectedError {
  return new RejectedError('PACK_NOT_FOUND', `Pack '${ref.slice(0, 100)}' not found`, {
    hint: 'List the packs to see which are installed.',
  });
}
