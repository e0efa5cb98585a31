import { Injectable } from '@nestjs/common';
import { GenerationRepository, type UnitOfWork } from '@packyard/schema';
import { BaseGeneration } from './base-generation';
import { Dependants } from './dependants';
import { EnabledSet, type VersionChange, changeToNone } from './enabled-set';
import type { VersionWithStatus } from './installed-versions';
import type { StoredVersion } from './decide-registration';
import { UnneededPacks } from './unneeded-packs';

/** Enables versions that were just installed: the last step of registering, and the only one that users see. */
@Injectable()
export class RegistrationEnabling {
  constructor(
    private readonly generations: GenerationRepository,
    private readonly dependants: Dependants,
    private readonly enabledSet: EnabledSet,
    private readonly unneeded: UnneededPacks,
    private readonly base: BaseGeneration,
  ) {}

  /**
   * All in one generation. A version that is overwritten is not enabled any more, unless the new content is.
   * @throws RejectedError PACK_NEEDED, DEPENDENCY_MISSING or PLAN_OUTDATED
   */
  async enable(
    unit: UnitOfWork,
    stored: readonly StoredVersion[],
    rowLockedRefs: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const changing = stored.filter(({ registered, overwritesEnabled }) => registered.isEnabled || overwritesEnabled);
    const [first] = changing;
    if (first === undefined) return;
    await this.generations.lock(unit.transaction);
    const { baseGeneration } = first.request;
    if (baseGeneration !== undefined) await this.base.assertCurrent(baseGeneration, unit.transaction);
    const enabling = changing.map(changeOf);
    const disabling = await this.disabledWith(unit, { keepOnly: first.request.keepOnly, enabling, rowLockedRefs });
    const versionChanges = [...enabling, ...disabling.map(changeToNone)];
    await this.assertNothingBreaks(unit, changing, versionChanges);
    const names = changing.map(({ request: { parsed } }) => `${parsed.manifest.ref} ${parsed.manifest.version}`);
    const { actor, executionId } = first.request;
    await this.enabledSet.apply(unit, {
      versionChanges,
      cause: { actor, reason: `installed ${names.join(', ')}${disabledClause(disabling)}`, executionId },
    });
  }

  /** What others have enabled since the packs were locked is theirs. */
  private async disabledWith(
    { transaction }: UnitOfWork,
    {
      keepOnly,
      enabling,
      rowLockedRefs,
    }: { keepOnly: readonly string[] | undefined; enabling: VersionChange[]; rowLockedRefs: ReadonlySet<string> },
  ): Promise<VersionWithStatus[]> {
    if (keepOnly === undefined) return [];
    const next = new Map(
      enabling.flatMap(({ ref, next }) => (next === null ? [] : [[ref, next.packVersionId] as const])),
    );
    const disabling = await this.unneeded.unneededBeside(transaction, keepOnly, next);
    return disabling.filter(({ ref }) => rowLockedRefs.has(ref));
  }

  private async assertNothingBreaks(
    { transaction }: UnitOfWork,
    changing: readonly StoredVersion[],
    versionChanges: readonly VersionChange[],
  ): Promise<void> {
    if (changing.every(({ request }) => request.mayBreakDependants)) return;
    const asked = changing.flatMap(({ request }) => request.underWay ?? []);
    const underWay = async () => (await Promise.all(asked.map((ask) => ask()))).flat();
    const after = new Map(versionChanges.map(({ ref, next }) => [ref, next]));
    await this.dependants.assertNothingBreaks(transaction, after, { underWay });
  }
}

function disabledClause(disabling: readonly VersionWithStatus[]): string {
  return disabling.length === 0
    ? ''
    : `, disabled ${disabling.map(({ ref, version }) => `${ref} ${version}`).join(', ')}`;
}

function changeOf({ request, registered }: StoredVersion): VersionChange {
  const { packId, packVersionId, former, isEnabled } = registered;
  const { ref, version } = request.parsed.manifest;
  return { packId, ref, former, next: isEnabled ? { packVersionId, version, ...request.files } : null };
}
