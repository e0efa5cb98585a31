import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import type { NetworkConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import { type OpenFolder, holding, holdingFolder, PathChanged } from './open-folder';
import { installationFolder } from './installation-folder';
import { foldersAbove, isBelow, isBelowAny, realpathOfMissing } from './real-paths';

export type LocalPolicyConfig = Pick<NetworkConfig, 'PACKYARD_LOCAL_ROOTS' | 'PACKYARD_WRITE_ROOTS'>;

/** Folders of the service itself, and of whoever runs it. */
export interface OwnFolders {
  /** May be read although no root holds them: what is installed. */
  readable: readonly string[];
  /** Neither written to nor read besides, even when a root holds it: there are keys and tokens in it. */
  closed: string;
  /** Never written to: the program itself. Found when it is not given. */
  installation?: string;
  /** Written to only where the operator says so: programs keep settings there. Found when it is not given. */
  userHome?: string;
}

/**
 * Decides which paths of the worker's own disk a request may name. Whoever reads or writes there does so through what is held
 * open, so that nothing can take its place between the decision and the use.
 */
export class LocalPolicy {
  constructor(
    private readonly config: LocalPolicyConfig,
    private readonly own: OwnFolders,
  ) {}

  /**
   * The path with its links followed, so that none leads out of what is allowed.
   * @throws RejectedError SOURCE_NOT_FOUND or SOURCE_FORBIDDEN
   */
  async resolve(path: string): Promise<string> {
    const real = await realpath(path).catch((cause: unknown) => {
      throw new RejectedError('SOURCE_NOT_FOUND', `There is no ${path} on the worker, or it can't be read.`, {
        hint: 'Look for a typing error; or give a path on the machine that runs the workers.',
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
      hint: `Add its folder to PACKYARD_LOCAL_ROOTS (now ${this.config.PACKYARD_LOCAL_ROOTS.join(', ')}).`,
    });
  }

  /**
   * Decides as {@link resolve}, and holds what is there while it is read.
   * @throws RejectedError SOURCE_NOT_FOUND or SOURCE_FORBIDDEN
   */
  async reading<Result>(path: string, work: (place: OpenFolder) => Promise<Result>): Promise<Result> {
    const real = await this.resolve(path);
    try {
      return await holding(real, (place) => {
        if (!place.isFile && !place.isFolder) throw unreadable(path, 'it is neither a file nor a folder');
        return work(place);
      });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (NOT_READABLE.includes(code)) throw unreadable(path, code, error);
      if (!(error instanceof PathChanged)) throw error;
      throw new RejectedError('SOURCE_FORBIDDEN', `${path} was changed while it was read: ${error.message}.`, {
        hint: 'Try again once nobody changes it.',
        cause: error,
      });
    }
  }

  /**
   * For a folder that is to be written into, and may not exist yet.
   * @throws RejectedError DESTINATION_INVALID
   */
  async resolveForWriting(path: string): Promise<string> {
    const real = await realpathOfMissing(path);
    const allowing = await this.rootsForWriting(real);
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
   * Decides as {@link resolveForWriting}, makes the folder when it is missing, and holds it while it is written into.
   * @throws RejectedError DESTINATION_INVALID
   */
  async writingInto<Result>(path: string, work: (folder: OpenFolder) => Promise<Result>): Promise<Result> {
    const real = await this.resolveForWriting(path);
    return holdingFolder(real, work).catch((error: unknown) => {
      throw error instanceof PathChanged ? changed(path, error) : error;
    });
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
   * Decides as {@link assertMayLinkInto} about a path without links, and holds the folder while it is written into.
   * @throws RejectedError DESTINATION_INVALID, also when there are links in the path by now
   */
  async linkingInto<Result>(real: string, work: (folder: OpenFolder) => Promise<Result>): Promise<Result> {
    await this.assertMayLinkInto(real);
    return holding(real, work).catch((error: unknown) => {
      throw error instanceof PathChanged ? changed(real, error) : error;
    });
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

  /** Those that let requests write there. Nobody has to think of what else lies in a home to be safe. */
  private async rootsForWriting(real: string): Promise<string[]> {
    const { PACKYARD_LOCAL_ROOTS, PACKYARD_WRITE_ROOTS: named } = this.config;
    if (named !== undefined) return foldersAbove(real, named);
    const allowing = await foldersAbove(real, PACKYARD_LOCAL_ROOTS);
    const [home] = await foldersAbove(real, [this.own.userHome ?? homedir()]);
    return home === undefined ? allowing : allowing.filter((root) => root !== home && isBelow(root, home));
  }

  private async concernsUs(real: string): Promise<boolean> {
    const { closed } = this.own;
    const home = await realpath(closed).catch(() => closed);
    return (await isBelowAny(real, [home])) || isBelow(home, real) || isBelow(closed, real);
  }

  private hint(): string {
    const { PACKYARD_LOCAL_ROOTS: local, PACKYARD_WRITE_ROOTS: named } = this.config;
    const now =
      named?.join(', ') ?? `PACKYARD_LOCAL_ROOTS without the home of the service's user, which is ${local.join(', ')}`;
    return `Add its folder to PACKYARD_WRITE_ROOTS (now ${now}).`;
  }
}

// Also of something in it, and of sockets and devices.
const NOT_READABLE: readonly string[] = ['EACCES', 'EPERM', 'ENXIO', 'ENODEV'];

function unreadable(path: string, reason: string, cause?: unknown): RejectedError {
  return new RejectedError('SOURCE_NOT_FOUND', `${path} can't be read on the worker: ${reason}.`, {
    hint: 'Give a file or a folder that the user who runs the workers may read.',
    cause,
  });
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
      hint: 'Name a folder of which no part below those in PACKYARD_WRITE_ROOTS begins with a dot or is node_modules, or add it there itself.',
    },
  );
}

function ofInstallation(path: string): RejectedError {
  return new RejectedError('DESTINATION_INVALID', `The folder ${path} belongs to Packyard's own program.`, {
    hint: 'Name a folder outside of the one that Packyard is installed in.',
  });
}

function changed(path: string, cause: PathChanged): RejectedError {
  return new RejectedError('DESTINATION_INVALID', `The folder ${path} was changed meanwhile: ${cause.message}.`, {
    hint: 'Try again once nobody changes it.',
    cause,
  });
}
