import type { PackSummary } from '@packyard/contracts';

/** Those that have all of the words somewhere, in any order; all of them where there are no words. */
export function filterByWords(packs: readonly PackSummary[], text: string): PackSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return packs.filter(({ ref, label, description, tags }) => {
    const searchable = [ref, label, description, ...tags].join('\n').toLowerCase();
    return words.every((word) => searchable.includes(word));
  });
}
