import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import type { BuildInput } from '../runtime';
import type { CopyAllowance } from '../copy-allowance';
import { copyForeignFiles } from '../copy-foreign-files';
import { folderAt } from '../foreign-folder';
import { copyLocalPackages } from './copy-local-packages';

/**
 * What was installed in the copy of the pack becomes the environment. Unlike virtualenvs, `node_modules` may be moved.
 * @throws RejectedError ENVIRONMENT_FAILED, or LIMIT_EXCEEDED when it is more than a build may leave
 */
export async function copyNodeModules(
  { contentFolder, targetFolder, request }: BuildInput,
  allowance: CopyAllowance,
): Promise<void> {
  const [made, taken] = [join(contentFolder, 'node_modules'), join(targetFolder, 'node_modules')];
  await mkdir(taken, { recursive: true });
  await copyForeignFiles(join(contentFolder, request.packageFile), join(targetFolder, request.packageFile), allowance);
  // None is made when all dependencies are optional and none fits.
  const found = await folderAt(contentFolder, made);
  if (found === 'nothing') return;
  if (found !== 'folder') throw noFolder();
  await copyForeignFiles(made, taken, allowance);
  await copyLocalPackages({ modules: taken, original: made, contentFolder, allowance });
}

/** An install script put something else there, to have it taken for the environment. */
function noFolder(): RejectedError {
  return new RejectedError('ENVIRONMENT_FAILED', 'After the installation, node_modules is no folder.', {
    hint: 'Look at what the install scripts of the pack and of its dependencies do with it.',
  });
}
