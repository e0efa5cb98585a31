import { link, lstat, copyFile, constants, mkdir, readdir, rename, stat, symlink, utimes } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { RejectedError } from '@packyard/contracts';
import { compareVersions, satisfiesRange } from '@packyard/pack';
import type { NodeInterpreter } from './node-interpreter';

const NAME = /^node-(\d+\.\d+\.\d+)-[0-9a-f]{16}$/;
const BIN = 'bin';

/**
 * Releases of Node.js that the package registry had, each kept once, by version and digest. Environments have the program
 * themselves, by a hard link where that is possible: what is kept may go at any time when nothing is being built.
 */
export class KeptNodes {
  constructor(private readonly toolsFolder: string) {}

  /** The newest that fits. */
  async find(range: string): Promise<Required<NodeInterpreter> | undefined> {
    const fitting = (await this.all())
      .filter(({ version }) => satisfiesRange(version, range))
      .sort((one, other) => compareVersions(other.version, one.version));
    for (const { name, version } of fitting) {
      const folder = join(this.toolsFolder, name);
      const program = join(folder, BIN, 'node');
      if ((await stat(program).catch(unlessMissing))?.isFile() !== true) continue;
      // Maintenance leaves what was just asked for.
      await utimes(folder, new Date(), new Date());
      return { version, program };
    }
    return undefined;
  }

  /** Makes room for one that is to be kept, in a folder on the same file system. */
  async prepare(folder: string): Promise<string> {
    await mkdir(join(folder, BIN), { recursive: true });
    return join(folder, BIN, 'node');
  }

  /** Of several workers that fetched it at once, the first one's stays. */
  async keep(prepared: string, version: string, integrity: string): Promise<Required<NodeInterpreter>> {
    const digest = createHash('sha256').update(integrity).digest('hex').slice(0, 16);
    const folder = join(this.toolsFolder, `node-${version}-${digest}`);
    await mkdir(this.toolsFolder, { recursive: true });
    try {
      await rename(prepared, folder);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    return { version, program: join(folder, BIN, 'node') };
  }

  private async all(): Promise<{ name: string; version: string }[]> {
    const names = (await readdir(this.toolsFolder).catch(unlessMissing)) ?? [];
    return names.flatMap((name) => {
      const version = NAME.exec(name)?.[1];
      return version === undefined ? [] : [{ name, version }];
    });
  }
}

/**
 * Gives an environment the program: as `bin/node`, and where packages' own programs are, so that whoever puts
 * `node_modules/.bin` on the PATH, as npm does for scripts, gets it. Nothing may run in the environment meanwhile.
 * @returns its absolute path
 * @throws RejectedError ENVIRONMENT_FAILED where something else is in its place
 */
export async function putNode({ program }: Required<NodeInterpreter>, environment: string): Promise<string> {
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
