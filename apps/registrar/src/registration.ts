import { Injectable, Logger } from '@nestjs/common';
import { RejectedError, type TestResultOutput } from '@packyard/contracts';
import { countComponents, type Pack } from '@packyard/pack';
import {
  type EnvironmentEntity,
  type ExecutionPackEntity,
  ExecutionPackRepository,
  PackRepository,
  type Transaction,
} from '@packyard/schema';
import { EnvironmentStore, type EnvironmentLinks, PackStore } from '@packyard/store';
import { DataSource } from 'typeorm';
import type { Place } from './base-folder';
import type { Content } from './staged-content';

export interface RegistrationOrder {
  pack: ExecutionPackEntity;
  content: Content;
  parsed: Pack;
  environments: readonly EnvironmentEntity[];
  mayReplace: boolean;
  testResult: TestResultOutput | null;
  place: Place;
}

/**
 * Publishes and enables one pack version. The numbered steps happen in one transaction; the last one is what users see.
 *   1 lock the pack        undone by the end of the transaction
 *   2 publish the content  content without a row is removed by the sweeper
 *   3 store the rows       undone by rolling back
 *   4 enable               the link is mended by `undo`, or by the sweeper when the process died
 */
@Injectable()
export class Registration {
  private readonly logger = new Logger(Registration.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly packs: PackRepository,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly store: PackStore,
    private readonly environmentStore: EnvironmentStore,
  ) {}

  /** Answers how to mend the link, should the transaction not be committed. */
  async register(transaction: Transaction, order: RegistrationOrder): Promise<() => Promise<void>> {
    const { manifest } = order.parsed;
    await this.packs.shareStore(transaction);
    const { packId, enabledVersionId } = await this.packs.lock(transaction, manifest.ref);
    const replaced =
      enabledVersionId === null ? undefined : (await this.packs.versionById(transaction, enabledVersionId)).version;
    const { packVersionId, wasInstalled } = await this.putVersion(transaction, packId, order);
    await this.packs.enable(transaction, packId, packVersionId);
    await this.executionPacks.storeRegistration(transaction, order.pack.id, {
      packId,
      packVersionId,
      storagePath: order.place.storagePath,
      components: countComponents(order.parsed.components),
      wasInstalled,
      testResult: order.testResult,
      validationErrors: order.parsed.problems,
      ...(replaced === undefined || replaced === manifest.version ? {} : { replacedVersion: replaced }),
    });
    const close = await order.place.open();
    const former = await this.store.enable(manifest.ref, order.content.storagePath);
    return async () => {
      await close();
      await this.mendLink(manifest.ref, former);
    };
  }

  /** The database says what is enabled; only when it can't be asked, what was enabled before comes back. */
  private async mendLink(ref: string, former: string | undefined): Promise<void> {
    try {
      await this.dataSource.transaction(async (transaction) => {
        const enabled = await this.packs.lockEnabledPath(transaction, ref);
        if (enabled === undefined) await this.store.restore(ref, undefined);
        else await this.store.enable(ref, enabled);
      });
    } catch (error) {
      this.logger.warn(`The link of ${ref} is restored without the database: ${String(error)}`);
      await this.store.restore(ref, former);
    }
  }

  private async putVersion(
    transaction: Transaction,
    packId: number,
    order: RegistrationOrder,
  ): Promise<{ packVersionId: number; wasInstalled: boolean }> {
    const { content, parsed } = order;
    const environments = order.environments.map((environment) => environment.id);
    const existing = await this.packs.findVersion(transaction, packId, parsed.manifest.version);
    if (existing !== null && existing.digest !== content.digest && !order.mayReplace)
      throw versionExists(parsed, existing);
    await this.store.publish(content.folder, content.storagePath, this.links(order.environments));
    if (existing !== null && existing.digest === content.digest) {
      await this.packs.replaceEnvironments(transaction, existing.id, environments);
      return { packVersionId: existing.id, wasInstalled: true };
    }
    if (existing !== null) await this.packs.removeVersion(transaction, packId, existing.id);
    return { packVersionId: await this.addVersion(transaction, packId, order), wasInstalled: false };
  }

  private async addVersion(transaction: Transaction, packId: number, order: RegistrationOrder): Promise<number> {
    const { content, pack, parsed } = order;
    const packVersionId = await this.packs.addVersion(transaction, packId, {
      version: parsed.manifest.version,
      format: parsed.manifest.format,
      digest: content.digest,
      manifest: parsed.manifest,
      source: pack.source,
      storagePath: content.storagePath,
      executionId: pack.executionId,
      environments: order.environments.map((environment) => environment.id),
    });
    await this.packs.addComponents(transaction, packVersionId, parsed.components);
    return packVersionId;
  }

  /** The names that Attune's packs expect inside a pack. */
  private links(environments: readonly EnvironmentEntity[]): EnvironmentLinks {
    const links: Record<string, string> = {};
    for (const { runtime, path } of environments) {
      if (path === null) throw new Error(`The ${runtime} environment is not built`);
      const folder = this.environmentStore.currentPath(path);
      if (runtime === 'python') links['virtualenv'] = folder;
      else links['node_modules'] = `${folder}/node_modules`;
    }
    return links;
  }
}

function versionExists(parsed: Pack, existing: { digest: string; installedAt: Date }): RejectedError {
  const { ref, version } = parsed.manifest;
  return new RejectedError(
    'VERSION_EXISTS',
    `Pack ${ref} ${version} is installed already with other content (${existing.digest.slice(0, 19)}, since ${existing.installedAt.toISOString()}).`,
    { hint: 'Raise the version in pack.yaml, or set force to replace the installed content.' },
  );
}
