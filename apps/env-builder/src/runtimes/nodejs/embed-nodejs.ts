import { constants, copyFile, link, lstat, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import type { NodejsInterpreter } from './nodejs-interpreter';

const BIN = 'bin';

/**
 * Gives an environment the program: as `bin/node`, and where packages' own programs are, so that whoever puts
 * `node_modules/.bin` on the PATH, as npm does for scripts, gets it. Nothing may run in the environment meanwhile.
 * @returns its absolute path
 * @throws RejectedError ENVIRONMENT_FAILED where something else is in its place
 */
export async function embedNodejs({ program }: Required<NodejsInterpreter>, environment: string): Promise<string> {
  const own = join(environment, BIN, 'node');
  await mkdir(join(environment, BIN)).catch(unlessThere(BIN));
  try {
    await link(program, own);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(program, own, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
  for (const path of ['node_modules', 'node_modules/.bin']) await makeFolder(environment, path);
  // A pack that depends on the package `node` has chosen its own.
  const named = join(environment, 'node_modules', '.bin', 'node');
  if ((await lstat(named).catch(unlessMissing)) === undefined) await symlink(`../../${BIN}/node`, named);
  return own;
}

async function makeFolder(environment: string, path: string): Promise<void> {
  const found = await lstat(join(environment, path)).catch(unlessMissing);
  if (found === undefined) await mkdir(join(environment, path));
  else if (!found.isDirectory()) throw inTheWay(path);
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}

function unlessThere(path: string): (error: unknown) => never {
  return (error) => {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? inTheWay(path) : error;
  };
}

function inTheWay(path: string): RejectedError {
  return new RejectedError(
    'ENVIRONMENT_FAILED',
    `Node.js can't be put into the environment: ${path} is something else.`,
    {
      hint: 'Look at what the install scripts of the pack and of its dependencies write there.',
    },
  );
}
