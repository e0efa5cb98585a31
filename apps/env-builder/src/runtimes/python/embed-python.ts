import { lstat, symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { readForeignFile, replaceForeignFile } from '../foreign-files';
import { linkInterpreter } from './copy-interpreter';
import { programOf } from './python-cache';
import { relocateSysconfig } from './relocate-sysconfig';
import type { Interpreter } from './python-interpreter';

const PLACE = 'interpreter';

/**
 * Gives an environment the interpreter that it was made with, where that was fetched: so it needs nothing that lies elsewhere.
 * Nothing may run in the environment meanwhile.
 * @throws RejectedError ENVIRONMENT_FAILED where something else is in its place
 */
export async function embedPython({ fetchedFolder, version }: Interpreter, environment: string, signal: AbortSignal) {
  if (fetchedFolder === undefined) return;
  const own = join(environment, PLACE);
  if ((await lstat(own).catch(unlessMissing)) !== undefined) throw inTheWay(PLACE);
  await linkInterpreter(fetchedFolder, own, signal);
  await relocateSysconfig(own, fetchedFolder, own);
  const settings = join(environment, 'pyvenv.cfg');
  const text = await readForeignFile(settings);
  await replaceForeignFile(
    settings,
    text.replace(/^home *=.*$/m, () => `home = ${join(own, 'bin')}`),
  );
  await linkProgram(environment, `../${PLACE}/bin/${programOf(version)}`);
}

async function linkProgram(environment: string, target: string): Promise<void> {
  const programs = await lstat(join(environment, 'bin'));
  const program = join(environment, 'bin', 'python');
  if (!programs.isDirectory()) throw inTheWay('bin');
  if (!(await lstat(program)).isSymbolicLink()) throw inTheWay('bin/python');
  await unlink(program);
  await symlink(target, program);
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}

function inTheWay(path: string): RejectedError {
  return new RejectedError(
    'ENVIRONMENT_FAILED',
    `Python can't be put into the environment: ${path} is something else.`,
    { hint: 'Look in the wheels of the requirements for the one that has it (*.data/), and do without it.' },
  );
}
