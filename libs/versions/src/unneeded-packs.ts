import { Injectable } from '@nestjs/common';
import { DependantRepository, type Transaction } from '@packyard/schema';
import { InstalledVersions, type VersionWithStatus } from './installed-versions';

/** Enabled packs that are neither wanted nor needed. Bundles are nobody's dependency and are left alone. */
@Injectable()
export class UnneededPacks {
  constructor(
    private readonly needs: DependantRepository,
    private readonly installed: InstalledVersions,
  ) {}

  /** Names of all packs that may turn out to be unneeded. */
  async possiblyUnneeded(transaction: Transaction): Promise<string[]> {
    return (await this.enabled(transaction)).map(({ ref }) => ref);
  }

  /**
   * By name. `next` has the versions that packs are about to lead to, by their row; what is needed is what these need.
   * To be asked while the generations are locked.
   */
  async unneededBeside(
    transaction: Transaction | undefined,
    wanted: readonly string[],
    next: ReadonlyMap<string, number> = new Map(),
  ): Promise<VersionWithStatus[]> {
    const enabled = await this.enabled(transaction);
    const after = new Map([...enabled.map(({ ref, packVersionId }) => [ref, packVersionId] as const), ...next]);
    const needs = await this.needs.needsOf(transaction, [...after.values()]);
    const neededBy = Map.groupBy(needs, ({ dependant }) => dependant);
    const kept = new Set(wanted);
    // A set tells those that are added meanwhile, too.
    for (const ref of kept) for (const need of neededBy.get(ref) ?? []) kept.add(need.ref);
    return enabled.filter(({ ref }) => !kept.has(ref) && !next.has(ref));
  }

  private async enabled(transaction: Transaction | undefined): Promise<VersionWithStatus[]> {
    const all = await this.installed.list(undefined, transaction);
    return all.filter(({ isEnabled, format }) => isEnabled && format !== 'gort');
  }
}
