import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { satisfiesRange } from '@packyard/pack';
import { childEnvironment, CommandNotFound } from '@packyard/sandbox';
import type { Run } from '../build-in-scratch';

export interface Interpreter {
  /** As it was found: a name on the PATH, or an absolute path. */
  command: string;
  version: string;
  /** Absolute path of the program itself, behind whatever the command is. */
  executable: string;
}

// The usual one first: whatever will do is better than the newest, for which wheels may be missing.
// 3.11 before all, as Attune documents it.
const MINORS = [11, 12, 13, 10, 9, 14, 8];
const ON_PATH = ['python3.11', 'python3', ...MINORS.map((minor) => `python3.${minor}`)];
const ASK = 'import platform, sys; print(platform.python_version()); print(sys.executable)';

/** @throws RejectedError RUNTIME_NOT_FOUND, naming what was found instead */
export async function findPython(range: string, run: Run): Promise<Interpreter> {
  const found: Interpreter[] = [];
  for await (const interpreter of interpreters(run)) {
    if (satisfiesRange(interpreter.version, range)) return interpreter;
    found.push(interpreter);
  }
  const installed = found.map(({ command, version }) => `${command} (${version})`).join(', ') || 'no Python at all';
  throw new RejectedError('RUNTIME_NOT_FOUND', `The pack needs Python ${range}, but this worker has ${installed}.`, {
    hint: 'Install a fitting Python on the worker, or choose another with the parameter python_version.',
  });
}

/** The versions of all interpreters of this worker. */
export async function pythonVersions(run: Run): Promise<string[]> {
  const versions = new Set<string>();
  for await (const { version } of interpreters(run)) versions.add(version);
  return [...versions];
}

/** Those on the PATH, then those that lie where version managers put them. */
async function* interpreters(run: Run): AsyncGenerator<Interpreter> {
  const seen = new Set<string>();
  for (const command of new Set(ON_PATH)) {
    const interpreter = await ask(command, run);
    if (interpreter === undefined || seen.has(interpreter.executable)) continue;
    seen.add(interpreter.executable);
    yield interpreter;
  }
  for (const command of await elsewhere()) {
    const interpreter = await ask(command, run);
    if (interpreter === undefined || seen.has(interpreter.executable)) continue;
    seen.add(interpreter.executable);
    yield interpreter;
  }
}

/** Programs in the folders of pyenv and uv, and what was put below /opt: by version, the usual ones first. */
async function elsewhere(): Promise<string[]> {
  const pyenv = join(childEnvironment({})['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const places = [pyenv, join(homedir(), '.local/share/uv/python'), '/opt', '/opt/python'];
  const found = await Promise.all(
    places.map(async (place) => {
      const names = await readdir(place).catch(() => []);
      return names.map((name) => ({ minor: minorOf(name), command: join(place, name, 'bin', 'python3') }));
    }),
  );
  return found
    .flat()
    .filter(({ minor }) => MINORS.includes(minor))
    .sort((one, other) => MINORS.indexOf(one.minor) - MINORS.indexOf(other.minor))
    .map(({ command }) => command);
}

function minorOf(name: string): number {
  return Number(/\b(?:c?python-?)?3\.(\d{1,2})/.exec(name)?.[1] ?? NaN);
}

/** Nothing for commands that are missing, and for shims that are there but can't be run. */
async function ask(command: string, run: Run): Promise<Interpreter | undefined> {
  try {
    const { exitCode, stdout } = await run(command, ['-I', '-c', ASK], { isQuiet: true, isRemembered: true });
    const [version, executable] = stdout.trim().split('\n');
    if (exitCode !== 0 || version === undefined || executable === undefined) return undefined;
    return { command, version, executable };
  } catch (error) {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  }
}
