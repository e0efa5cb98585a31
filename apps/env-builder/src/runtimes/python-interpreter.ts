import { RejectedError } from '@packyard/contracts';
import { satisfiesRange } from '@packyard/pack';
import { CommandNotFound } from '@packyard/sandbox';
import type { Run } from './build-in-scratch';

export interface Interpreter {
  command: string;
  version: string;
}

// The usual one first: whatever will do is better than the newest, for which wheels may be missing.
// 3.11 before all, as Attune documents it.
const CANDIDATES = ['python3.11', 'python3', ...[14, 13, 12, 10, 9, 8].map((minor) => `python3.${minor}`)];
const ASK_VERSION = 'import platform; print(platform.python_version())';

/** @throws RejectedError RUNTIME_NOT_FOUND, naming what was found instead */
export async function findPython(range: string, run: Run): Promise<Interpreter> {
  const found: Interpreter[] = [];
  for (const command of CANDIDATES) {
    const version = await versionOf(command, run);
    if (version === undefined) continue;
    if (satisfiesRange(version, range)) return { command, version };
    found.push({ command, version });
  }
  const installed = found.map(({ command, version }) => `${command} (${version})`).join(', ') || 'no Python at all';
  throw new RejectedError('RUNTIME_NOT_FOUND', `The pack needs Python ${range}, but this worker has ${installed}.`, {
    hint: 'Install a fitting Python on the worker, or choose another with the parameter python_version.',
  });
}

/** Nothing for commands that are missing, and for shims that are there but can't be run. */
async function versionOf(command: string, run: Run): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await run(command, ['-I', '-c', ASK_VERSION]);
    return exitCode === 0 ? stdout.trim() : undefined;
  } catch (error) {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  }
}
