import { Injectable } from '@nestjs/common';
import { BUILT_IN_BUNDLE, SITE } from '@packyard/contracts';
import type { Manifest } from '@packyard/pack';
import { GenerationRepository, PackRepository, type PackVersionEntity, type Transaction } from '@packyard/schema';
import { Dependants } from './dependants';
import type { MovedLinks } from './enabled-links';
import { EnabledSet } from './enabled-set';
import { Installed } from './installed';
import { incompatible, isReserved, nameTaken } from './refusals';
import { type VersionOrder, VersionWriter } from './version-writer';

/** Whoever could give these names to a bundle could give themselves permissions. */
const RESERVED: readonly string[] = [BUILT_IN_BUNDLE, SITE];

export interface RegistrationOrder extends VersionOrder {
  /** When absent, packs are enabled and bundles are not; a version that is replaced stays as it was. */
  enable?: boolean | undefined;
  /** Although enabled packs need something else, or it needs what is not enabled. */
  mayBreak: boolean;
  /** Packs that are on their way too, and will see for themselves. */
  alongWith?: readonly string[];
  /**
   * Packs that may have to be taken back in the same transaction. They are locked first: whoever holds the generations
   * locks no more packs.
   */
  together?: readonly string[];
  /** It comes from the server itself. */
  isBuiltIn?: boolean;
}

export interface Registered {
  packId: number;
  packVersionId: number;
  /** The same version with the same content was installed already. */
  wasInstalled: boolean;
  isEnabled: boolean;
  /** What was enabled before. */
  former: PackVersionEntity | null;
}

/**
 * Installs one version, and enables it. The numbered steps happen in one transaction; the last one is what users see.
 *   1 lock the pack        undone by the end of the transaction
 *   2 publish the content  content without a row is removed by the sweeper
 *   3 store the rows       undone by rolling back
 *   4 enable               links are mended by whoever opened the transaction, or by the sweeper when the process died
 */
@Injectable()
export class VersionRegistration {
  constructor(
    private readonly packs: PackRepository,
    private readonly generations: GenerationRepository,
    private readonly writer: VersionWriter,
    private readonly installed: Installed,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
  ) {}

  /**
   * @throws RejectedError VERSION_EXISTS, VERSION_INCOMPATIBLE, STORE_FAILED, PACK_PROTECTED, NAME_TAKEN, PACK_NEEDED
   *   or DEPENDENCY_MISSING
   */
  async register(transaction: Transaction, order: RegistrationOrder, moved: MovedLinks): Promise<Registered> {
    const { manifest } = order.parsed;
    if (RESERVED.includes(manifest.ref) && order.isBuiltIn !== true) throw isReserved(manifest.ref);
    await this.packs.shareStore(transaction);
    await this.packs.lockAll(transaction, order.together ?? []);
    const { packId, enabledVersionId } = await this.packs.lock(transaction, manifest.ref);
    await this.assertNameIsFree(transaction, packId, manifest);
    const former = enabledVersionId === null ? null : await this.packs.versionById(transaction, enabledVersionId);
    const written = await this.writer.write(transaction, packId, order);
    const isReplaced = former?.version === manifest.version && !written.wasInstalled;
    const isEnabled = order.enable ?? (manifest.format !== 'gort' || isReplaced);
    const registered = { packId, ...written, isEnabled, former };
    await this.assertCompatible(transaction, order);
    if (isEnabled || isReplaced) await this.switch(transaction, order, { registered, moved });
    return registered;
  }

  /** Whoever may manage bundles may not manage packs, and the other way round. */
  private async assertNameIsFree(transaction: Transaction, packId: number, { ref, format }: Manifest): Promise<void> {
    const formats = await this.packs.formatsOf(transaction, packId);
    if (formats.some((other) => (other === 'gort') !== (format === 'gort'))) throw nameTaken(ref, format);
  }

  /** A bundle in a format that this server does not know can't be installed; a pack for another platform can't be enabled. */
  private async assertCompatible(transaction: Transaction, { parsed, enable }: RegistrationOrder): Promise<void> {
    const { ref, version, format } = parsed.manifest;
    if (format !== 'gort' && enable === false) return;
    const installed = await this.installed.find(ref, version, transaction);
    if (installed.incompatibility !== undefined) throw incompatible(installed);
  }

  /** A version that is replaced is not enabled any more, unless the new content is. */
  private async switch(
    transaction: Transaction,
    order: RegistrationOrder,
    { registered, moved }: { registered: Registered; moved: MovedLinks },
  ): Promise<void> {
    const { packId, packVersionId, former, isEnabled } = registered;
    const { ref, version } = order.parsed.manifest;
    const next = isEnabled ? { packVersionId, version, ...order.content } : null;
    await this.generations.lock(transaction);
    if (!order.mayBreak) {
      const besides = new Set(order.alongWith);
      await this.dependants.assertNothingBreaks(transaction, new Map([[ref, next]]), { besides });
    }
    await this.enabledSet.apply(transaction, {
      switches: [{ packId, ref, former, next }],
      why: { actor: order.actor, reason: `installed ${ref} ${version}`, executionId: order.executionId },
      moved,
    });
  }
}
