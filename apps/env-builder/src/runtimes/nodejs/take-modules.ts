import { cp, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOrder } from '../runtime';
import { copyLocalPackages } from './copy-local-packages';

/** What was installed in the copy of the pack becomes the environment. Unlike virtualenvs, `node_modules` may be moved. */
export async function takeModules({ contentFolder, targetFolder, request }: BuildOrder): Promise<void> {
  const [made, taken] = [join(contentFolder, 'node_modules'), join(targetFolder, 'node_modules')];
  await mkdir(taken, { recursive: true });
  const options = { recursive: true, verbatimSymlinks: true, force: true };
  await cp(join(contentFolder, request.packageFile), join(targetFolder, request.packageFile), options);
  // None is made when all dependencies are optional and none fits.
  if (!existsSync(made)) return;
  await cp(made, taken, options);
  await copyLocalPackages(taken, made, contentFolder);
}
