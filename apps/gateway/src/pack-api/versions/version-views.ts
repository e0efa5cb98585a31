import { Injectable } from '@nestjs/common';
import type { ComponentChangesView, VersionDetailView, VersionView } from '@packyard/contracts';
import { ComponentRepository, VersionDeclarationRepository, PackTestRepository } from '@packyard/schema';
import { PackStore } from '@packyard/store';
import { componentChanges, InstalledVersions } from '@packyard/versions';
import { presentTestResult } from '../pack-tests/present-pack-test';
import { presentVersion } from './present-version';

/** Installed versions as users see them. */
@Injectable()
export class VersionViews {
  constructor(
    private readonly installed: InstalledVersions,
    private readonly components: ComponentRepository,
    private readonly declarations: VersionDeclarationRepository,
    private readonly tests: PackTestRepository,
    private readonly store: PackStore,
  ) {}

  /**
   * In the order of versions; nothing for who has them already, as their `tag` says.
   * @throws RejectedError PACK_NOT_FOUND
   */
  async listUnlessKnown(
    ref: string,
    isKnown: (tag: string) => boolean,
  ): Promise<{ tag: string; data?: VersionView[] }> {
    // Before them: what changes meanwhile is found by who asks the next time.
    const tag = await this.installed.stateOf(ref);
    return isKnown(tag) ? { tag } : { tag, data: (await this.installed.versionsOf(ref)).map(presentVersion) };
  }

  /** @throws RejectedError PACK_NOT_FOUND or VERSION_NOT_FOUND */
  async view(ref: string, version: string): Promise<VersionDetailView> {
    const found = await this.installed.find(ref, version);
    const [components, rules, test] = await Promise.all([
      this.components.listOf(found.packVersionId),
      this.declarations.rulesOf(found.packVersionId),
      this.tests.latestOf(ref, version),
    ]);
    const counts: Record<string, number> = {};
    for (const { kind } of components) counts[kind] = (counts[kind] ?? 0) + 1;
    return {
      ...presentVersion(found),
      storage_path: this.store.absolutePath(found.storagePath),
      rules: rules.map(({ command, text }) => ({ command, rule: text })),
      components: counts,
      test_result: test === null ? null : presentTestResult(test),
    };
  }

  /**
   * Defaults to the enabled version.
   * @throws RejectedError PACK_NOT_FOUND or VERSION_NOT_FOUND
   */
  async changes(ref: string, { from, to }: { from: string | undefined; to: string }): Promise<ComponentChangesView> {
    const next = await this.installed.find(ref, to);
    const versions = await this.installed.versionsOf(ref);
    const former =
      from === undefined ? versions.find(({ isEnabled }) => isEnabled) : await this.installed.find(ref, from);
    const differences = await this.components.compare({ from: former?.packVersionId ?? 0, to: next.packVersionId });
    return { from: former?.version ?? null, to, ...componentChanges(differences) };
  }
}
