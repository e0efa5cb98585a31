import { realpath } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { NetworkConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';

/** Folders of the service itself. */
export interface OwnFolders {
  /** May be read although no root holds them: what is installed. */
  readable: readonly string[];
  /** Neither written to nor read besides, even when a root holds it: there are keys and tokens in it. */
  closed: string;
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
    const isAllowed = await isBelowAny(real, this.config.PACKYARD_LOCAL_ROOTS);
    if (isAllowed && !(await isBelowAny(real, [this.own.closed]))) return real;
    throw new RejectedError('DESTINATION_INVALID', `The folder ${path} is not one that requests may write to.`, {
      hint: this.hint(),
    });
  }

  private async concernsUs(real: string): Promise<boolean> {
    const home = await realpath(this.own.closed).catch(() => this.own.closed);
    return (await isBelowAny(real, [home])) || (await isBelowAny(home, [real]));
  }

  private hint(): string {
    return `Add its folder to PACKYARD_LOCAL_ROOTS (now ${this.config.PACKYARD_LOCAL_ROOTS.join(', ')}).`;
  }
}

async function isBelowAny(real: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    // A folder that does not exist holds nothing that could be allowed.
    const allowed = await realpath(folder).catch(() => folder);
    if (real === allowed || !/^\.\.(\/|$)/.test(relative(allowed, real))) return true;
  }
  return false;
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
    return `${(await realpathOfMissing(parent)).replace(/\/$/, '')}/${path.slice(path.lastIndexOf('/') + 1)}`;
  }
}
