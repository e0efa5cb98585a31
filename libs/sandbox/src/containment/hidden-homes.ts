import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isBelow } from './visible-system';

/** Where operators lay links to larger disks. */
const FOLDERS = ['.', 'store', 'cache'];

/** The places below what is shown where the home of the service would be seen: by any name, and wherever links lead. */
export function hiddenHomes(home: string | undefined, shown: readonly string[]): string[] {
  if (home === undefined) return [];
  const homes = homesOf(home);
  const places = shown.flatMap((path) =>
    real(path).flatMap((folder) =>
      homes.filter((one) => isBelow(one, folder)).map((one) => join(path, relative(folder, one))),
    ),
  );
  return [...new Set(places)];
}

/** In truth: its own place, and those of folders in it that are links. */
function homesOf(home: string): string[] {
  const links = FOLDERS.flatMap((name) => real(join(home, name)))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  return [home, ...links].flatMap(real);
}

/** Nothing where a link leads nowhere, or where the home is made later. */
function real(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
