import { realpath } from 'node:fs/promises';
import { basename, dirname, join, normalize, relative } from 'node:path';
import type { NetworkConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import { installationFolder } from './installation-folder';

/** Folders of the service itself. */
export interface OwnFolders {
  /** May be read although no root holds them: what is installed. */
  readable: readonly string[];
  /** Neither written to nor read besides, even when a root holds it: there are keys and tokens in it. */
  closed: string;
  /** Never written to: the program itself. Found when it is not given. */
  installation?: string;
}

/** Decides which paths of the worker's own disk a request may name. */
export class LocalPolicy {
  constructor(
    private readonly config: Pick<NetworkConfig, 'PACKYARD_LOCAL_ROOTS'>,
    private readonly own: OwnFolders,
  ) {}

  /**
   * The path with its links followed, so that none leads out of what is allowed.
   * @throws RejectedError SOURCE_NOT_FOUND or SOURCE_FORBIDDEN
   */
  async resolve(path: string): Promise<string> {
    const real = await realpath(path).catch((cause: unknown) => {
      throw new RejectedError('SOURCE_NOT_FOUND', `There is no ${path} on the worker, or it can't be read.`, {
        hint: 'Give a path on the machine that runs the workers.',
        cause,
      });
    });
    if (await isBelowAny(real, this.own.readable)) return real;
    if (await this.concernsUs(real)) {
      throw new RejectedError('SOURCE_FORBIDDEN', `The path ${path} holds Packyard's own files, or is one of them.`, {
        hint: `Give a folder that has nothing but the pack in it; PACKYARD_HOME (${this.own.closed}) should lie elsewhere.`,
      });
    }
    if (await isBelowAny(real, this.config.PACKYARD_LOCAL_ROOTS)) return real;
    throw new RejectedError('SOURCE_FORBIDDEN', `The path ${path} is not below a folder that requests may name.`, {
      hint: this.hint(),
    });
  }

  /**
   * For a folder that is to be written into, and may not exist yet.
   * @throws RejectedError DESTINATION_INVALID
   */
  async resolveForWriting(path: string): Promise<string> {
    const real = await realpathOfMissing(path);
    const allowing = await foldersAbove(real, this.config.PACKYARD_LOCAL_ROOTS);
    if (allowing.length === 0 || (await isBelowAny(real, [this.own.closed]))) {
      throw new RejectedError('DESTINATION_INVALID', `The folder ${path} is not one that requests may write to.`, {
        hint: this.hint(),
      });
    }
    if (await isBelowAny(real, [this.installation])) throw ofInstallation(path);
    if (allowing.every((root) => hasHiddenPart(relative(root, real)))) throw hidden(path);
    return real;
  }

  /**
   * For a folder that holds a pack, which environments are linked into: an installed one, or one that may be written to.
   * @throws RejectedError DESTINATION_INVALID
   */
  async assertMayLinkInto(path: string): Promise<void> {
    const real = await realpathOfMissing(path);
    if (!(await isBelowAny(real, this.own.readable))) await this.resolveForWriting(real);
  }

  /**
   * For a link that is to be made in a folder, which may not exist yet. Its own path is not followed: what lies there is
   * for the caller to look at.
   * @throws RejectedError DESTINATION_INVALID, also where the link would take the place of a folder that leads to ours
   */
  async resolveLinkForWriting(folder: string, name: string): Promise<string> {
    const link = join(await this.resolveForWriting(folder), name);
    const shown = join(folder, name);
    if (hasHiddenPart(name)) throw hidden(shown);
    if (await this.concernsUs(link)) {
      throw new RejectedError('DESTINATION_INVALID', `${shown} holds Packyard's own files, or is one of them.`, {
        hint: `Name a folder that PACKYARD_HOME (${this.own.closed}) does not lie in.`,
      });
    }
    if (await isBelowAny(this.installation, [link])) throw ofInstallation(shown);
    return link;
  }

  private get installation(): string {
    return this.own.installation ?? installationFolder();
  }

  private async concernsUs(real: string): Promise<boolean> {
    const { closed } = this.own;
    const home = await realpath(closed).catch(() => closed);
    return (await isBelowAny(real, [home])) || isBelow(home, real) || isBelow(closed, real);
  }

  private hint(): string {
    return `Add its folder to PACKYARD_LOCAL_ROOTS (now ${this.config.PACKYARD_LOCAL_ROOTS.join(', ')}).`;
  }
}

async function isBelowAny(real: string, folders: readonly string[]): Promise<boolean> {
  return (await foldersAbove(real, folders)).length > 0;
}

/** Those that hold the path or are it, with their links followed. */
async function foldersAbove(real: string, folders: readonly string[]): Promise<string[]> {
  // A folder that does not exist holds nothing that could be allowed.
  const followed = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  return followed.filter((folder) => isBelow(real, folder));
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || !/^\.\.(\/|$)/.test(relative(folder, path));
}

/** Programs take settings, keys and what they start from such places: Node.js from `node_modules` above them. */
function hasHiddenPart(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part.toLowerCase() === 'node_modules');
}

function hidden(path: string): RejectedError {
  return new RejectedError(
    'DESTINATION_INVALID',
    `The folder ${path} is hidden or for modules of Node.js, or lies in one that is.`,
    {
      hint: 'Name a folder of which no part below those in PACKYARD_LOCAL_ROOTS begins with a dot or is node_modules, or add it there itself.',
    },
  );
}

function ofInstallation(path: string): RejectedError {
  return new RejectedError('DESTINATION_INVALID', `The folder ${path} belongs to Packyard's own program.`, {
    hint: 'Name a folder outside of the one that Packyard is installed in.',
  });
}

/** Links are followed as far as the path exists. */
async function realpathOfMissing(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) {
      throw new RejectedError('DESTINATION_INVALID', `The folder ${path} can't be used: ${String(error)}.`, {
        hint: 'Give the path of a folder, or of one that can be made.',
        cause: error,
      });
    }
    return normalize(`${await realpathOfMissing(parent)}/${basename(path)}`);
  }
}
