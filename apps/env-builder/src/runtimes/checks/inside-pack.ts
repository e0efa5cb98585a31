import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { RejectedError } from '@packyard/contracts';

/** Where something stands in a pack, as it is shown: `requirements.txt, line 3`. */
export type ShownPosition = string;

/**
 * Refuses a path that leads out of the pack, by its letters or by links, from whichever of the folders it is read.
 * @throws RejectedError ENVIRONMENT_FAILED
 */
export async function assertInsidePack(
  path: string,
  { root, from, place, remedy }: { root: string; from: readonly string[]; place: ShownPosition; remedy?: string },
) {
  const realRoot = await realpath(root);
  for (const folder of from) {
    const lexical = join(folder, path);
    const real = await realpath(lexical).catch(() => lexical.replace(root, realRoot));
    if (isAbsolute(path) || path.startsWith('~') || isOutside(root, lexical) || isOutside(realRoot, real))
      throw leadsOut(path, place, remedy);
  }
}

function isOutside(root: string, path: string): boolean {
  return /^\.\.(\/|$)/.test(relative(root, path));
}

function leadsOut(
  path: string,
  place: ShownPosition,
  remedy = 'name a file or folder of the pack by its relative path.',
): RejectedError {
  return refused(place, `'${path}' leads out of the pack`, remedy);
}

/** What a pack says to a tool and may not. */
export function refused(place: ShownPosition, what: string, remedy: string): RejectedError {
  return new RejectedError('ENVIRONMENT_FAILED', `${place}: ${what}. Nothing was run.`, {
    hint: `Fix the pack: ${remedy}`,
  });
}
