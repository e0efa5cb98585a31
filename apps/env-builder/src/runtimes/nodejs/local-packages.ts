import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { localPath } from '../checks/npm-files-check';
import { replaceForeignFile } from '../foreign-files';

const Dependencies = z.record(z.string(), z.string()).optional().catch(undefined);
const Manifest = z.looseObject({ dependencies: Dependencies, optionalDependencies: Dependencies });
type Manifest = z.infer<typeof Manifest>;
const MAPS = ['dependencies', 'optionalDependencies'] as const;

interface LocalPackage {
  map: (typeof MAPS)[number];
  name: string;
  path: string;
}

/** Whether folders of the pack are packages that it depends on. */
export async function hasLocalPackages(folder: string): Promise<boolean> {
  return (await localPackages(folder, await readManifest(folder))).length > 0;
}

/**
 * pnpm links folders that are named like `./x` or `link:./x`, without what they depend on. Named `file:./x` they are packages
 * like others.
 * @param folder that of `package.json`, which is written to
 */
export async function nameLocalPackages(folder: string): Promise<void> {
  const manifest = await readManifest(folder);
  const found = await localPackages(folder, manifest);
  if (found.length === 0) return;
  for (const { map, name, path } of found) Object.assign(manifest[map] ?? {}, { [name]: `file:${path}` });
  await replaceForeignFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
}

async function localPackages(folder: string, manifest: Manifest): Promise<LocalPackage[]> {
  const named = MAPS.flatMap((map) =>
    Object.entries(manifest[map] ?? {}).flatMap(([name, target]) => {
      const path = localPath(target);
      return path === undefined ? [] : [{ map, name, path }];
    }),
  );
  const areFolders = await Promise.all(named.map(({ path }) => isFolder(join(folder, path))));
  return named.filter((_one, index) => areFolders[index]);
}

/** An unreadable one names none: the tool says what is wrong with it. */
async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  try {
    return Manifest.parse(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch {
    return {};
  }
}

/** Of what is not there, or closed, the tool says so. */
async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
