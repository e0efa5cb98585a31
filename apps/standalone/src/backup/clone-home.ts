import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StderrLogger } from '@packyard/pipeline';
import type { DatabaseDump } from '@packyard/schema';
import { EnvironmentStore, HomeLayout } from '@packyard/store';
import { LEFT_OUT } from './backup-description';
import { cloneTree } from './clone-tree';

const MAX_SHOWN_LENGTH = 300;

/**
 * Gives what a backup has of a home other names in a folder. Where downloads, tools and foreign code write, that is what rows
 * name: nobody writes to it any more.
 * @returns the versions, by their paths in the store of packs, that lack files there, whose paths are too long for a copy
 */
export async function cloneHome(home: string, to: string, contents: DatabaseDump['contents']): Promise<string[]> {
  const layout = new HomeLayout(home);
  const staged = contents.staged.map((path) => join(layout.staging, path));
  const isTaken = all([
    named(layout.staging, staged),
    named(layout.environmentStore, await environmentsIn(layout, contents)),
    (path) => dirname(dirname(path)) !== layout.vendoredStore || !basename(path).startsWith('.'),
  ]);
  const incomplete = new Set<string>();
  const onTooLong = (path: string) => {
    new StderrLogger().warn(`Left out, as its path is too long: ${path.slice(0, MAX_SHOWN_LENGTH)}…`);
    for (const pack of contents.packs)
      if (path.startsWith(`${join(layout.packStore, pack.path)}/`)) incomplete.add(pack.path);
  };
  await mkdir(to);
  // Content is moved from there to the store, and then it is in the store.
  const names = new Set([basename(layout.staging), ...(await readdir(home))]);
  for (const name of names)
    if (!LEFT_OUT.some((pattern) => pattern.test(name)))
      await cloneTree(join(home, name), join(to, name), { isTaken, onTooLong });
  return [...incomplete];
}

/** Those that rows name, and those in use, which may be newer: each with the link that says so. */
async function environmentsIn(layout: HomeLayout, { environments }: DatabaseDump['contents']): Promise<string[]> {
  const store = new EnvironmentStore(layout);
  const paths = [...environments];
  for (const folder of (await store.buildsByFolder()).keys()) {
    const selected = await store.current(join(folder, 'any'));
    if (selected !== undefined) paths.push(selected);
  }
  return paths.flatMap((path) => [store.absolutePath(path), store.currentLink(path)]);
}

type IsTaken = (path: string) => boolean;

function all(conditions: readonly IsTaken[]): IsTaken {
  return (path) => conditions.every((holds) => holds(path));
}

/** Of a folder, only these places, what they lie in, and what lies in them. */
function named(folder: string, places: readonly string[]): IsTaken {
  const whole = new Set(places);
  const above = new Set(places.flatMap((place) => pathsBetween(folder, place)));
  return (path) =>
    !path.startsWith(`${folder}/`) || above.has(path) || pathsBetween(folder, path).some((at) => whole.has(at));
}

/** A path and all that it lies in below a folder. */
function pathsBetween(folder: string, path: string): string[] {
  const found: string[] = [];
  for (let at = path; at !== folder && at !== dirname(at); at = dirname(at)) found.push(at);
  return found;
}
