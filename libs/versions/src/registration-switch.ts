import { Injectable } from '@nestjs/common';
import { GenerationRepository, type UnitOfWork } from '@packyard/schema';
import { Dependants } from './dependants';
import { EnabledSet, type Switch } from './enabled-set';
import type { WrittenVersion } from './registration-order';

/** Enables versions that were just installed: the last step of registering, and the only one that users see. */
@Injectable()
export class RegistrationSwitch {
  constructor(
    private readonly generations: GenerationRepository,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
  ) {}

  /**
   * All in one generation. A version that is replaced is not enabled any more, unless the new content is.
   * @throws RejectedError PACK_NEEDED or DEPENDENCY_MISSING
   */
  async enable(unit: UnitOfWork, written: readonly WrittenVersion[]): Promise<void> {
    const changing = written.filter(({ registered, replacesEnabled }) => registered.isEnabled || replacesEnabled);
    const [first] = changing;
    if (first === undefined) return;
    await this.generations.lock(unit.transaction);
    const switches = changing.map(switchOf);
    await this.assertNothingBreaks(unit, changing, switches);
    const names = changing.map(({ order: { parsed } }) => `${parsed.manifest.ref} ${parsed.manifest.version}`);
    const { actor, executionId } = first.order;
    await this.enabledSet.apply(unit, {
      switches,
      reason: { actor, reason: `installed ${names.join(', ')}`, executionId },
    });
  }

  private async assertNothingBreaks(
    { transaction }: UnitOfWork,
    changing: readonly WrittenVersion[],
    switches: readonly Switch[],
  ): Promise<void> {
    if (changing.every(({ order }) => order.mayBreak)) return;
    const underWay = new Set(changing.flatMap(({ order }) => order.underWay ?? []));
    const outcome = new Map(switches.map(({ ref, next }) => [ref, next]));
    await this.dependants.assertNothingBreaks(transaction, outcome, { underWay });
  }
}

function switchOf({ order, registered }: WrittenVersion): Switch {
  const { packId, packVersionId, former, isEnabled } = registered;
  const { ref, version } = order.parsed.manifest;
  return { packId, ref, former, next: isEnabled ? { packVersionId, version, ...order.content } : null };
}
