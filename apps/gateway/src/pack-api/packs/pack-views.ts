import { Injectable } from '@nestjs/common';
import { type PackSummary, type PackView, RejectedError } from '@packyard/contracts';
import { ComponentRepository, InstalledPageRepository, type InstalledVersion, PackRepository } from '@packyard/schema';
import { EnvironmentStore, PackStore } from '@packyard/store';
import { filterByWords } from './filter-by-words';
import { presentPack, presentPackSummary, shownVersion } from './present-pack';

/** Packs as users see them. */
@Injectable()
export class PackViews {
  constructor(
    private readonly packs: PackRepository,
    private readonly pages: InstalledPageRepository,
    private readonly components: ComponentRepository,
    private readonly store: PackStore,
    private readonly environments: EnvironmentStore,
  ) {}

  /** By name. Who asks for words asks for all packs: they may be anywhere in a manifest. */
  async page(limit: number, offset: number, words = ''): Promise<{ packs: PackSummary[]; total: number }> {
    if (words.trim() === '') {
      const { versions, totalPacks } = await this.pages.read(limit, offset);
      return { packs: summaries(versions), total: totalPacks };
    }
    const found = filterByWords(summaries(await this.packs.listInstalled()), words);
    return { packs: found.slice(offset, offset + limit), total: found.length };
  }

  /** @throws RejectedError PACK_NOT_FOUND */
  async view(ref: string): Promise<PackView> {
    const versions = await this.versionsOf(ref);
    const { packVersionId } = shownVersion(versions);
    const [components, environments] = await Promise.all([
      this.components.listOf(packVersionId),
      this.packs.environmentsOf(packVersionId),
    ]);
    const places = {
      pack: (path: string) => this.store.absolutePath(path),
      environment: (path: string) => this.environments.currentPath(path),
    };
    return presentPack(versions, { components, environments, places });
  }

  /**
   * Returns the pack's id.
   * @throws RejectedError PACK_NOT_FOUND
   */
  async require(ref: string): Promise<number> {
    return shownVersion(await this.versionsOf(ref)).packId;
  }

  /** Returns the pack's id, or null where it is not installed. */
  async idOf(ref: string): Promise<number | null> {
    const versions = await this.packs.listInstalled(ref);
    return versions.length === 0 ? null : shownVersion(versions).packId;
  }

  private async versionsOf(ref: string): Promise<InstalledVersion[]> {
    const versions = await this.packs.listInstalled(ref);
    if (versions.length > 0) return versions;
    throw new RejectedError('PACK_NOT_FOUND', `Pack '${ref.slice(0, 100)}' not found`, {
      hint: 'List the packs to see which are installed.',
      unknown: { kind: 'pack', name: ref },
    });
  }
}

function summaries(versions: readonly InstalledVersion[]): PackSummary[] {
  return [...Map.groupBy(versions, ({ ref }) => ref).values()].map(presentPackSummary);
}
