import { Injectable } from '@nestjs/common';
import { type PackSummary, type PackView, RejectedError } from '@packyard/contracts';
import { ComponentRepository, InstalledPageRepository, PackRepository, type ShownPack } from '@packyard/schema';
import { EnvironmentStore, PackStore } from '@packyard/store';
import { filterByWords } from './filter-by-words';
import { presentPack, presentPackSummary } from './present-pack';

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

  /** By name. Who asks for words asks for all packs: they may be anywhere in what is shown of one. */
  async page(limit: number, offset: number, words = ''): Promise<{ packs: PackSummary[]; total: number }> {
    if (words.trim() === '') {
      const { packs, total } = await this.pages.read(limit, offset);
      return { packs: packs.map(presentPackSummary), total };
    }
    const found = filterByWords(await this.pages.listSearched(), words);
    const packIds = found.slice(offset, offset + limit).map(({ packId }) => packId);
    return { packs: (await this.pages.listShown(packIds)).map(presentPackSummary), total: found.length };
  }

  /** @throws RejectedError PACK_NOT_FOUND */
  async view(ref: string): Promise<PackView> {
    const shown = await this.find(ref);
    const [components, environments] = await Promise.all([
      this.components.listOf(shown.packVersionId),
      this.packs.environmentsOf(shown.packVersionId),
    ]);
    const places = {
      pack: (path: string) => this.store.absolutePath(path),
      environment: (path: string) => this.environments.currentLink(path),
    };
    return presentPack(shown, { components, environments, places });
  }

  /**
   * Returns the pack's id.
   * @throws RejectedError PACK_NOT_FOUND
   */
  async require(ref: string): Promise<number> {
    return (await this.find(ref)).packId;
  }

  /** Returns the pack's id, or null where it is not installed. */
  async idOf(ref: string): Promise<number | null> {
    return (await this.pages.find(ref))?.packId ?? null;
  }

  private async find(ref: string): Promise<ShownPack> {
    const shown = await this.pages.find(ref);
    if (shown !== undefined) return shown;
    throw new RejectedError('PACK_NOT_FOUND', `Pack '${ref.slice(0, 100)}' not found`, {
      hint: 'List the packs to see which are installed.',
      unknown: { kind: 'pack', name: ref },
    });
  }
}
