import { cp, readdir, realpath, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { RejectedError } from '@packyard/contracts';

/**
 * npm links dependencies of the kind `file:./vendor/x` to where they lie in the pack. The pack's folder is about to go:
 * each such link becomes a copy of what it names.
 */
export async function copyLocalPackages(modules: string, original: string, contentFolder: string): Promise<void> {
  for (const entry of await readdir(modules, { withFileTypes: true })) {
    const path = join(modules, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('@')) {
      await copyLocalPackages(path, join(original, entry.name), contentFolder);
    } else if (entry.isSymbolicLink()) {
      const target = await realpath(join(original, entry.name));
      assertInside(await realpath(contentFolder), target, entry.name);
      await rm(path);
      await cp(target, path, { recursive: true, verbatimSymlinks: true });
    }
  }
}

function assertInside(contentFolder: string, target: string, name: string): void {
  if (!relative(contentFolder, target).startsWith('..')) return;
  throw new RejectedError('ENVIRONMENT_FAILED', `The dependency ${name} names a folder outside of the pack.`, {
    hint: 'Bring the dependency along in the pack, or publish it to a registry.',
  });
}
