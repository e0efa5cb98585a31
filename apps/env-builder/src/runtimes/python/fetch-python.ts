import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { CommandNotFound } from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import type { BuildContext } from '../build-in-scratch';
import { outputExcerpt } from '../failures/output-excerpt';
import { folderAt } from '../foreign-folder';
import { copyInterpreter } from './copy-interpreter';
import { InstallFailed } from './install-failed';
import { type PythonCache, programOf } from './python-cache';
import { relocateSysconfig } from './relocate-sysconfig';
import type { PythonRelease } from './python-releases';
import type { PythonList } from './operator-python-list';
import { INTERPRETER_PROBE, type Interpreter } from './python-interpreter';
import { downloadSettings } from './uv-settings';
import { progressOf } from './uv-messages';
import type { Uv } from './uv.builder';

interface Fetching {
  uv: Uv;
  /** Where foreign code of the build may write. */
  foreignFolder: string;
  list: PythonList;
  context: BuildContext;
}

/**
 * Has uv fetch a release, check it by its SHA-256, and unpack it, contained as code of packages is; takes what came of it, and looks
 * whether it is what it is called.
 * @throws RejectedError RUNTIME_NOT_FOUND when it is of no use here, and InstallFailed
 */
export async function fetchPython(release: PythonRelease, kept: PythonCache, fetching: Fetching): Promise<Interpreter> {
  const { context } = fetching;
  const place = kept.placeOf(release.version, release.url);
  const prepared = await kept.prepare(place, randomUUID());
  try {
    await take(release, { ...fetching, prepared, place });
    await assertIs(release, prepared, context);
    return await kept.keep(prepared, place, release.version);
  } finally {
    await removeTree(prepared);
    // Links that it has laid would lead what the service puts there.
    await context.clearForeign();
  }
}

async function take(release: PythonRelease, input: Fetching & { prepared: string; place: string }): Promise<void> {
  const { uv, foreignFolder, list, context, prepared, place } = input;
  const into = join(foreignFolder, 'pythons');
  const settings = downloadSettings(context.environment, join(foreignFolder, 'uv'), list.file);
  const args = ['python', 'install', '--no-bin', '--install-dir', into, release.key];
  const reads = list.file === undefined ? [] : [list.file];
  const environment = { ...settings, UV_COMPILE_BYTECODE: '1' };
  const result = await context.run(uv.program, args, { phase: 'build', environment, reads, onLine: progressOf });
  if (result.exitCode !== 0) throw new InstallFailed('uv', result);
  const made = join(into, release.key);
  // uv has run it to compile, where it may replace its own folder.
  if ((await folderAt(foreignFolder, made)) !== 'folder') throw unusable(release, 'it is no folder');
  await context.allowance.take(made);
  const problem = await copyInterpreter(made, prepared, context.allowance.signal);
  if (problem !== undefined) throw unusable(release, `its ${problem} is no file, or a link that leads elsewhere`);
  await relocateSysconfig(prepared, made, place);
}

/** As foreign code, which is what it is. */
async function assertIs(release: PythonRelease, folder: string, { run }: BuildContext): Promise<void> {
  const program = join(folder, 'bin', programOf(release.version));
  const asked = run(program, ['-I', '-S', '-c', INTERPRETER_PROBE], { isQuiet: true, reads: [folder] });
  const said = await asked.catch((error: unknown) => {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  });
  if (said?.exitCode !== 0) throw unusable(release, `it does not run here: ${outputExcerpt(said?.stderr ?? '')}`);
  const version = said.stdout.split('\n')[0]?.trim() ?? '';
  if (version !== release.version) throw unusable(release, `it says that it is ${version.slice(0, 40)}`);
}

function unusable({ key }: PythonRelease, why: string): RejectedError {
  return new RejectedError('RUNTIME_NOT_FOUND', `${key}, as uv has fetched it, is not used: ${why}.`, {
    hint: 'Install a fitting Python on the worker, or see whether UV_PYTHON_INSTALL_MIRROR and UV_PYTHON_DOWNLOADS_JSON_URL of the worker name the right places.',
  });
}
