import { Injectable } from '@nestjs/common';
import { type IndexedPackView, PackyardError } from '@packyard/contracts';
import { enforce, keptWarnings, type IndexOnDisk, type RegistryEntry, shownLocation } from '@packyard/registry';
import { IndexInspector } from './index-inspector';
import { presentIndexedPack } from './present-registry';
import { type KnownRegistry, KnownRegistries } from './known-registries';

export interface SearchOptions {
  /** All of these words must occur. */
  text?: string | undefined;
  registryId?: number | undefined;
  includeDisabled?: boolean | undefined;
}

export interface FoundPacks {
  packs: IndexedPackView[];
  /** Registries that could not be read or are not trusted, whose packs are missing; and those that are used although they are not. */
  warnings: string[];
}

/** Searches all registries. As for installs, the first registry that has a pack owns it. */
@Injectable()
export class PackSearch {
  constructor(
    private readonly book: KnownRegistries,
    private readonly inspector: IndexInspector,
  ) {}

  async search({ text = '', registryId, includeDisabled = false }: SearchOptions): Promise<FoundPacks> {
    const registries = (await this.book.list()).filter(
      ({ id, enabled }) => (enabled || includeDisabled) && (registryId === undefined || id === registryId),
    );
    const read = await Promise.all(registries.map((registry) => this.offersOf(registry)));
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const seen = new Set<string>();
    const packs: IndexedPackView[] = [];
    for (const { registry, index } of read) {
      if (index === undefined) continue;
      for await (const [ref, entries] of index.packs()) {
        if (seen.has(ref)) continue;
        seen.add(ref);
        if (matches(entries, words)) packs.push(presentIndexedPack(entries, registry));
      }
    }
    packs.sort((a, b) => (a.pack.ref < b.pack.ref ? -1 : 1));
    return { packs, warnings: read.flatMap(({ problem }) => problem ?? []) };
  }

  private async offersOf(
    registry: KnownRegistry,
  ): Promise<{ registry: KnownRegistry; index?: IndexOnDisk; problem?: string }> {
    try {
      const { index, signature } = await this.inspector.read(registry);
      const problem = signature && enforce(signature, `The index ${shownLocation(registry.url)}`);
      const problems = [...keptWarnings(registry.url, index), ...(problem === undefined ? [] : [problem])];
      return { registry, index, ...(problems.length > 0 && { problem: problems.join(' ') }) };
    } catch (error) {
      if (!(error instanceof PackyardError)) throw error;
      return { registry, problem: error.message };
    }
  }
}

function matches(entries: readonly RegistryEntry[], words: readonly string[]): boolean {
  const searchable = entries
    .flatMap(({ ref, label, description, useCase, author, keywords = [] }) => [
      ref,
      label,
      description,
      useCase,
      author,
      ...keywords,
    ])
    .join('\n')
    .toLowerCase();
  return words.every((word) => searchable.includes(word));
}
