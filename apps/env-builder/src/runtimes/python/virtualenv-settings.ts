import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { readForeignFile } from '../foreign-files';

/** What an interpreter obeys that stands beside its program: another standard library, for one. */
const STEERING = /^(?:pyvenv\.cfg|pybuilddir\.txt|.*\._pth)$/i;

/** Of a virtualenv as it was made. */
export function readVirtualenvSettings(folder: string): Promise<string> {
  return readForeignFile(join(folder, 'pyvenv.cfg'));
}

/**
 * A package can bring files for any place of the environment.
 * @throws RejectedError ENVIRONMENT_FAILED when one steers the interpreter elsewhere
 */
export async function assertOwnSettings(folder: string, settings: string): Promise<void> {
  const [now, programs] = await Promise.all([
    readVirtualenvSettings(folder).catch(() => undefined),
    readdir(join(folder, 'bin')),
  ]);
  const [steering] = programs.filter((name) => STEERING.test(name));
  const replaced = now === settings ? steering && `bin/${steering}` : 'pyvenv.cfg';
  if (replaced === undefined) return;
  throw new RejectedError(
    'ENVIRONMENT_FAILED',
    `A package brings a ${replaced} of its own, which would give the environment another standard library.`,
    { hint: 'Look in the wheels of the requirements for the one that has it (*.data/), and do without it.' },
  );
}
