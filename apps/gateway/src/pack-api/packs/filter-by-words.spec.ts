import type { SearchedPack } from '@packyard/schema';
import { filterByWords } from './filter-by-words';

const PACKS = [
  { ref: 'mail', label: 'Letters', description: 'Sends them', tags: ['smtp'] },
  { ref: 'slack', label: 'Slack', description: null, tags: [] },
] as unknown as SearchedPack[];

it.each([
  ['', ['mail', 'slack']],
  ['  ', ['mail', 'slack']],
  ['SLA', ['slack']],
  ['smtp letters', ['mail']],
  ['sends slack', []],
  ['null', []],
  ['.*', []],
])('finds by the words %j: %j', (text, found) => {
  expect(filterByWords(PACKS, text).map(({ ref }) => ref)).toEqual(found);
});
