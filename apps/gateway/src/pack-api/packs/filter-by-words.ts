import type { SearchedPack } from '@packyard/schema';

/** Those that have all of the words somewhere, in any order; all of them where there are no words. */
export function filterByWords(packs: readonly SearchedPack[], text: string): SearchedPack[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return packs.filter(({ ref, label, description, tags }) => {
    const searchable = [ref, label, description, ...tags].join('\n').toLowerCase();
    return words.every((word) => searchable.includes(word));
  });
}
