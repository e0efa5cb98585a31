import { readdir, realpath, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import type { CopyAllowance } from '../copy-allowance';
import { copyForeignFiles } from '../copy-foreign-files';

interface LinkedModules {
  /** Where the links are replaced. */
  modules: string;
  /** Where they were made, which tells what they name. */
  original: string;
  contentFolder: string;
  allowance: CopyAllowance;
}

/**
 * npm links dependencies of the kind `file:./vendor/x` to where they lie in the pack. The pack's folder is about to go:
 * each such link becomes a copy of what it names.
 */
export async function copyLocalPackages({ modules, original, contentFolder, allowance }: LinkedModules): Promise<void> {
  for (const entry of await readdir(modules, { withFileTypes: true })) {
    const path = join(modules, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('@')) {
      await copyLocalPackages({ modules: path, original: join(original, entry.name), contentFolder, allowance });
    } else if (entry.isSymbolicLink()) {
      const target = await realpath(join(original, entry.name));
      assertInside(await realpath(contentFolder), target, entry.name);
      await rm(path);
      await copyForeignFiles(target, path, allowance);
    }
  }
}

function assertInside(contentFolder: string, target: string, name: string): void {
  if (!relative(contentFolder, target).startsWith('..')) return;
  throw new RejectedError('ENVIRONMENT_FAILED', `The dependency ${name} names a folder outside of the pack.`, {
    hint: 'Bring the dependency along in the pack, or publish it to a registry.',
  });
}
