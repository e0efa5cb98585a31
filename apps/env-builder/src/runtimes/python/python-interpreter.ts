import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { satisfiesRange } from '@packyard/pack';
import { childEnvironment, CommandNotFound } from '@packyard/sandbox';
import type { BuildContext, RunProgram } from '../build-in-scratch';
import { PREFERRED_MINORS } from './preferred-minors';

export interface Interpreter {
  /** As it was found: a name on the PATH, or an absolute path. */
  command: string;
  version: string;
  /** Absolute path of the program itself, behind whatever the command is. */
  executable: string;
  /** Of one that uv has fetched, absolute: all that belongs to it. It runs contained as code of packages alone. */
  fetchedFolder?: string;
}

const ON_PATH = ['python3.11', 'python3', ...PREFERRED_MINORS.map((minor) => `python3.${minor}`)];
export const INTERPRETER_PROBE = 'import platform, sys; print(platform.python_version()); print(sys.executable)';

/** @throws RejectedError RUNTIME_NOT_FOUND, naming what was found instead */
export async function findPython(range: string, run: RunProgram): Promise<Interpreter> {
  const { fitting, others } = await findMachinePython(range, run);
  if (fitting === undefined) throw pythonNotFound(range, others);
  return fitting;
}

/** The first of this worker that fits; those that were found before it, in words. */
export async function findMachinePython(
  range: string,
  run: RunProgram,
): Promise<{ fitting?: Interpreter; others: string }> {
  const found: Interpreter[] = [];
  const others = () => found.map(({ command, version }) => `${command} (${version})`).join(', ') || 'no Python at all';
  for await (const interpreter of interpreters(run)) {
    if (satisfiesRange(interpreter.version, range)) return { fitting: interpreter, others: others() };
    found.push(interpreter);
  }
  return { others: others() };
}

export function pythonNotFound(range: string, found: string, { why, remedy }: Unprovided = {}): RejectedError {
  const message = `The pack needs Python ${range}, but this worker has ${found}${why === undefined ? '' : `, and ${why}`}.`;
  return new RejectedError('RUNTIME_NOT_FOUND', message, { hint: remedyFor(range, remedy) });
}

interface Unprovided {
  /** Why none could be provided. */
  why?: string;
  /** What would provide one, as an order. */
  remedy?: string;
}

/** Of what to install, Debian's name; it has one minor version in each release. */
export function remedyFor(range: string, remedy?: string): string {
  const [minor] = /\b3\.\d+/.exec(range) ?? [];
  const named = minor === undefined ? '' : ` (Debian's package would be python${minor}-venv)`;
  const provided = remedy === undefined ? '' : `${remedy}, `;
  return `${provided}${provided === '' ? 'Install' : 'install'} a fitting Python on the worker${named}, or choose another with the parameter python_version.`;
}

/** The versions of all interpreters of this worker. */
export async function pythonVersions(run: RunProgram): Promise<string[]> {
  const versions = new Set<string>();
  for await (const { version } of interpreters(run)) versions.add(version);
  return [...versions];
}

/** Those on the PATH, then those that lie where version managers put them. */
async function* interpreters(run: RunProgram): AsyncGenerator<Interpreter> {
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
    .filter(({ minor }) => PREFERRED_MINORS.includes(minor))
    .sort((one, other) => PREFERRED_MINORS.indexOf(one.minor) - PREFERRED_MINORS.indexOf(other.minor))
    .map(({ command }) => command);
}

function minorOf(name: string): number {
  return Number(/\b(?:c?python-?)?3\.(\d{1,2})/.exec(name)?.[1] ?? NaN);
}

/** Nothing for commands that are missing, and for shims that are there but can't be run. */
async function ask(command: string, run: RunProgram): Promise<Interpreter | undefined> {
  try {
    const { exitCode, stdout } = await run(command, ['-I', '-c', INTERPRETER_PROBE], {
      isQuiet: true,
      isRemembered: true,
    });
    const [version, executable] = stdout.trim().split('\n');
    if (exitCode !== 0 || version === undefined || executable === undefined) return undefined;
    return { command, version, executable };
  } catch (error) {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  }
}

/** All that is contained as foreign code gets to see an interpreter that was fetched; tools of ours (`fetch`) do not. */
export function withPython(context: BuildContext, { fetchedFolder }: Interpreter): BuildContext {
  if (fetchedFolder === undefined) return context;
  const run: RunProgram = (command, args, options = {}) => {
    if (options.phase === 'fetch') return context.run(command, args, options);
    return context.run(command, args, { ...options, reads: [...(options.reads ?? []), fetchedFolder] });
  };
  return { ...context, run };
}
