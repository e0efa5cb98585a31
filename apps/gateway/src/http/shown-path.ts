import { visible } from '@packyard/contracts';

const MAX_LENGTH = 200;

/**
 * What a log may hold of the address of a request, which strangers make up: its path, without the query, which may hold a
 * secret, cut, and without what a terminal obeys.
 */
export function shownPath(url: string): string {
  const path = url.slice(0, MAX_LENGTH + 1).replace(/[?#].*/s, '');
  const shown = path.length > MAX_LENGTH ? `${path.slice(0, MAX_LENGTH)}…` : path;
  return visible(shown).replace(/[\t\n]/g, ' ');
}
