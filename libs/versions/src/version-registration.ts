import { Injectable } from '@nestjs/common';
import { BUILT_IN_BUNDLE, type ExecutionId, SITE } from '@packyard/contracts';
import type { Manifest } from '@packyard/pack';
import {
  AuditRepository,
  type LockedPack,
  PackRepository,
  type UnitOfWork,
  type VersionIdentity,
  VersionRepository,
} from '@packyard/schema';
import { incompatibilityOf, Platform } from './platform';
import type { Registered, RegistrationOrder, WrittenVersion } from './registration-order';
import { RegistrationSwitch } from './registration-switch';
import { incompatible, isReserved, nameTaken, superseded, twinInstalled, versionExists } from './refusals';
import { Removal } from './removal';
import { Surplus } from './surplus';
import { VersionPublisher } from './version-publisher';

/** Whoever could give these names to a bundle could give themselves permissions. */
const RESERVED: readonly string[] = [BUILT_IN_BUNDLE, SITE];

/**
 * Installs versions, and enables them. The numbered steps happen in one unit of work; the last one is what users see.
 *   1 lock the packs       released at the end of the transaction
 *   2 publish the content  content without a row is removed by the sweeper
 *   3 store the rows       rolled back
 *   4 enable               links are undone with the unit of work
 */
@Injectable()
export class VersionRegistration {
  constructor(
    private readonly packs: PackRepository,
    private readonly versions: VersionRepository,
    private readonly publisher: VersionPublisher,
    private readonly removal: Removal,
    private readonly audit: AuditRepository,
    private readonly switching: RegistrationSwitch,
    private readonly platform: Platform,
    private readonly surplus: Surplus,
  ) {}

  /**
   * @throws RejectedError VERSION_EXISTS, VERSION_INCOMPATIBLE, STORE_FAILED, PACK_PROTECTED, NAME_TAKEN, SUPERSEDED,
   *   PACK_NEEDED or DEPENDENCY_MISSING
   */
  async register(unit: UnitOfWork, order: RegistrationOrder, record?: RecordRegistration): Promise<Registered> {
    try {
      const [registered] = await this.registerAll(unit, [order], record);
      if (registered === undefined) throw new Error('Nothing was registered');
      return registered;
    } catch (error) {
      throw error instanceof OrderFailed ? error.cause : error;
    }
  }

  /**
   * Several at once, enabled in one step and one generation.
   * @throws OrderFailed when one of them can't be installed, and RejectedError when all together can't be enabled
   */
  async registerAll(
    unit: UnitOfWork,
    orders: readonly RegistrationOrder[],
    record?: RecordRegistration,
  ): Promise<Registered[]> {
    const isExact = orders.some(({ keepOnly }) => keepOnly !== undefined);
    const locked = await this.packs.lockForRegistration(unit.transaction, [
      ...orders.map(({ parsed }) => parsed.manifest.ref),
      ...(isExact ? await this.surplus.candidates(unit.transaction) : []),
    ]);
    const written: WrittenVersion[] = [];
    for (const order of orders) {
      const pack = locked.get(order.parsed.manifest.ref);
      if (pack === undefined) throw new Error(`Pack ${order.parsed.manifest.ref} was not locked`);
      written.push(
        await this.write(unit, order, pack).catch((cause: unknown) => Promise.reject(new OrderFailed(order, cause))),
      );
    }
    const all = written.map(({ registered }) => registered);
    await record?.(all);
    await this.switching.enable(unit, written, new Set(locked.keys()));
    return all;
  }

  private async write(unit: UnitOfWork, order: RegistrationOrder, pack: LockedPack): Promise<WrittenVersion> {
    const { manifest } = order.parsed;
    this.assertAcceptable(order, manifest);
    const twin = await this.packs.findTwin(unit.transaction, manifest.ref);
    if (twin !== undefined) throw twinInstalled(manifest.ref, twin);
    const { formats, existing, former } = await this.versions.standing(unit.transaction, pack, manifest.version);
    if (formats.some((other) => (other === 'gort') !== (manifest.format === 'gort'))) {
      throw nameTaken(manifest.ref, manifest.format);
    }
    const isSame = existing?.digest === order.content.digest;
    if (existing !== null && !isSame && !order.mayReplace) throw versionExists(manifest, existing);
    const replacesEnabled = former?.version === manifest.version && !isSame;
    const wanted = order.enable ?? (manifest.format !== 'gort' || replacesEnabled);
    const supersededBy = wanted || replacesEnabled ? laterRequest(order, pack, former) : undefined;
    if (supersededBy !== undefined && (replacesEnabled || order.mustEnable === true))
      throw superseded(manifest, supersededBy);
    await this.publisher.publish(order);
    const packVersionId = isSame
      ? await this.keep(unit, order, existing.id)
      : await this.add(unit, { order, packId: pack.packId, replaced: existing });
    const isEnabled = wanted && supersededBy === undefined;
    const registered = { packId: pack.packId, packVersionId, wasInstalled: isSame, isEnabled, former, supersededBy };
    return { order, registered, replacesEnabled };
  }

  /** A bundle in a format that this server does not know can't be installed; a pack for another platform can't be enabled. */
  private assertAcceptable({ enable, isBuiltIn }: RegistrationOrder, manifest: Manifest): void {
    if (RESERVED.includes(manifest.ref.toLowerCase()) && isBuiltIn !== true) throw isReserved(manifest.ref);
    if (manifest.format !== 'gort' && enable === false) return;
    const incompatibility = incompatibilityOf(manifest, this.platform);
    if (incompatibility !== undefined) throw incompatible({ ...manifest, incompatibility });
  }

  private async keep(
    unit: UnitOfWork,
    { content, environments, signature }: RegistrationOrder,
    packVersionId: number,
  ): Promise<number> {
    if (content.kept !== undefined) await this.versions.keepContent(unit.transaction, packVersionId, content.kept);
    if (signature) await this.versions.replaceSignature(unit.transaction, packVersionId, signature);
    await this.versions.replaceEnvironments(
      unit.transaction,
      packVersionId,
      environments.map(({ id }) => id),
    );
    return packVersionId;
  }

  private async add(
    { transaction }: UnitOfWork,
    {
      order,
      packId,
      replaced,
    }: { order: RegistrationOrder; packId: number; replaced: (VersionIdentity & { id: number }) | null },
  ): Promise<number> {
    if (replaced !== null) await this.removal.archive(transaction, [replaced.id], order.executionId);
    const packVersionId = await this.versions.add(transaction, packId, toRows(order));
    if (replaced !== null) await this.removal.removeLeftovers(transaction, [packId], order.actor);
    const { ref, version } = order.parsed.manifest;
    await this.audit.add(transaction, {
      actor: order.actor,
      action: 'pack.install',
      subject: `pack ${ref}`,
      before: replaced === null ? null : { version: replaced.version, digest: replaced.digest },
      after: { version, digest: order.content.digest, ...(order.signature && { signature: order.signature }) },
    });
    return packVersionId;
  }
}

/** Stores what became of the orders before the step that keeps others waiting. */
export type RecordRegistration = (registered: readonly Registered[]) => Promise<void>;

/** One of several orders can't be carried out. */
export class OrderFailed extends Error {
  constructor(
    readonly order: RegistrationOrder,
    override readonly cause: unknown,
  ) {
    super(`${order.parsed.manifest.ref} could not be registered`, { cause });
    this.name = 'OrderFailed';
  }
}

/** Of requests for one pack the later one wins, in whatever order they come through. */
function laterRequest(
  { executionId, content }: RegistrationOrder,
  { lastExecutionId }: LockedPack,
  former: VersionIdentity | null,
): ExecutionId | undefined {
  if (executionId === undefined || lastExecutionId === null || lastExecutionId <= executionId) return undefined;
  return former === null || former.digest === content.digest ? undefined : lastExecutionId;
}

function toRows({ content, parsed, source, signature, executionId, environments, actor }: RegistrationOrder) {
  const { manifest, components, permissions } = parsed;
  const commands = Object.entries(manifest.bundle?.commands ?? {});
  return {
    version: manifest.version,
    format: manifest.format,
    digest: content.digest,
    manifest,
    source,
    signature: signature ?? null,
    storagePath: content.storagePath,
    content: content.kept ?? null,
    executionId,
    environments: environments.map(({ id }) => id),
    installedBy: actor.name,
    components,
    dependencies: manifest.dependencies,
    permissions,
    rules: commands.flatMap(([command, { rules }]) => rules.map((text) => ({ command, text }))),
  };
}
