import { Injectable } from '@nestjs/common';
import type { ExecutionId, Source } from '@packyard/contracts';
import type { Pack } from '@packyard/pack';
import {
  AuditRepository,
  ComponentRepository,
  DeclarationRepository,
  type EnvironmentEntity,
  PackRepository,
  type Transaction,
} from '@packyard/schema';
import { EnvironmentStore, type EnvironmentLinks, PackStore } from '@packyard/store';
import { versionExists } from './refusals';
import { Removal } from './removal';

export interface VersionOrder {
  parsed: Pack;
  /** `storagePath` is where it will lie, or lies already, relative to the pack store. */
  content: { folder: string; storagePath: string; digest: string };
  environments: readonly Pick<EnvironmentEntity, 'id' | 'runtime' | 'path'>[];
  source: Source;
  executionId?: ExecutionId | undefined;
  actor: string;
  /** Replace an installed version that has other content. */
  mayReplace: boolean;
}

export interface WrittenVersion {
  packVersionId: number;
  wasInstalled: boolean;
}

/** Publishes the content of a version and stores its rows. Content without a row is removed by the sweeper. */
@Injectable()
export class VersionWriter {
  constructor(
    private readonly packs: PackRepository,
    private readonly components: ComponentRepository,
    private readonly declarations: DeclarationRepository,
    private readonly audit: AuditRepository,
    private readonly store: PackStore,
    private readonly environmentStore: EnvironmentStore,
    private readonly removal: Removal,
  ) {}

  /**
   * To be called while the pack is locked. A version that is replaced is not enabled any more.
   * @throws RejectedError VERSION_EXISTS or STORE_FAILED
   */
  async write(transaction: Transaction, packId: number, order: VersionOrder): Promise<WrittenVersion> {
    const { content, parsed } = order;
    const { ref, version } = parsed.manifest;
    const existing = await this.packs.findVersion(transaction, packId, version);
    const isSame = existing?.digest === content.digest;
    if (existing !== null && !isSame && !order.mayReplace) throw versionExists(parsed.manifest, existing);
    await this.store.publish(content.folder, content.storagePath, this.links(order.environments));
    if (existing !== null && isSame) {
      await this.packs.replaceEnvironments(transaction, existing.id, idsOf(order.environments));
      return { packVersionId: existing.id, wasInstalled: true };
    }
    if (existing !== null) await this.removal.retire(transaction, [existing.id], order.executionId);
    const packVersionId = await this.add(transaction, packId, order);
    if (existing !== null) await this.removal.removeLeftovers(transaction, [packId], order.actor);
    await this.audit.add(transaction, {
      actor: order.actor,
      action: 'pack.install',
      subject: `pack ${ref}`,
      before: existing === null ? null : { version, digest: existing.digest },
      after: { version, digest: content.digest },
    });
    return { packVersionId, wasInstalled: false };
  }

  private async add(transaction: Transaction, packId: number, order: VersionOrder): Promise<number> {
    const { content, parsed } = order;
    const packVersionId = await this.packs.addVersion(transaction, packId, {
      version: parsed.manifest.version,
      format: parsed.manifest.format,
      digest: content.digest,
      manifest: parsed.manifest,
      source: order.source,
      storagePath: content.storagePath,
      executionId: order.executionId,
      environments: idsOf(order.environments),
      installedBy: order.actor,
    });
    await this.components.add(transaction, packVersionId, parsed.components);
    const commands = Object.entries(parsed.manifest.bundle?.commands ?? {});
    await this.declarations.add(transaction, packVersionId, {
      dependencies: parsed.manifest.dependencies,
      permissions: parsed.permissions,
      rules: commands.flatMap(([command, { rules }]) => rules.map((text) => ({ command, text }))),
    });
    return packVersionId;
  }

  /** The names that Attune's packs expect inside a pack. */
  private links(environments: VersionOrder['environments']): EnvironmentLinks {
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

function idsOf(environments: VersionOrder['environments']) {
  return environments.map(({ id }) => id);
}
