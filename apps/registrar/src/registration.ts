import { Injectable } from '@nestjs/common';
import type { TestResultOutput } from '@packyard/contracts';
import { countComponents } from '@packyard/pack';
import {
  ComponentRepository,
  type ExecutionPackEntity,
  ExecutionPackRepository,
  type Transaction,
} from '@packyard/schema';
import { PackStore } from '@packyard/store';
import {
  componentChanges,
  EnabledLinks,
  type MovedLinks,
  type Registered,
  type RegistrationOrder,
  VersionRegistration,
} from '@packyard/versions';
import type { Place } from './base-folder';

export interface PackRegistration extends RegistrationOrder {
  pack: ExecutionPackEntity;
  testResult: TestResultOutput | null;
  place: Place;
}

export type UndoStep = () => Promise<void>;

/** Registers a pack that came through the pipeline, and stores what became of it. */
@Injectable()
export class Registration {
  constructor(
    private readonly versions: VersionRegistration,
    private readonly executionPacks: ExecutionPackRepository,
    private readonly components: ComponentRepository,
    private readonly links: EnabledLinks,
    private readonly store: PackStore,
  ) {}

  /** What has to be done should the transaction not be committed is added to `undo`, also when this fails. */
  async register(transaction: Transaction, order: PackRegistration, undo: UndoStep[]): Promise<void> {
    const { parsed, place, content } = order;
    const moved: MovedLinks = new Map();
    undo.push(() => this.links.mend(moved));
    // What needs this pack may be about to be replaced as well.
    const alongWith = await this.executionPacks.refsUnderWay(transaction, order.pack.executionId);
    const registered = await this.versions.register(transaction, { ...order, alongWith }, moved);
    const { former, isEnabled } = registered;
    if (isEnabled) undo.push(await place.open());
    const isUpgrade = former !== null && former.version !== parsed.manifest.version;
    await this.executionPacks.storeRegistration(transaction, order.pack.id, {
      packId: registered.packId,
      packVersionId: registered.packVersionId,
      storagePath: isEnabled ? place.storagePath : this.store.absolutePath(content.storagePath),
      isEnabled,
      componentChanges: isUpgrade ? await this.countChanges(transaction, former.id, registered) : null,
      components: countComponents(parsed.components),
      wasInstalled: registered.wasInstalled,
      testResult: order.testResult,
      validationErrors: parsed.problems,
      ...(isUpgrade ? { replacedVersion: former.version } : {}),
    });
  }

  private async countChanges(transaction: Transaction, from: number, { packVersionId: to }: Registered) {
    const differences = await this.components.compare({ from, to }, transaction);
    const { added, changed, removed } = componentChanges(differences);
    return { added: added.length, changed: changed.length, removed: removed.length };
  }
}
