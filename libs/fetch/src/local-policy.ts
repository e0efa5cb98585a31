import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import type { NetworkConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';

/** Decides which paths of the worker's own disk a request may name. */
export class LocalPolicy {
  constructor(private readonly config: Pick<NetworkConfig, 'PACKYARD_LOCAL_ROOTS'>) {}

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
    for (const root of this.config.PACKYARD_LOCAL_ROOTS) {
      // A root that does not exist holds nothing that could be allowed.
      const allowed = await realpath(root).catch(() => root);
      if (real === allowed || !/^\.\.(\/|$)/.test(relative(allowed, real))) return real;
    }
    throw new RejectedError('SOURCE_FORBIDDEN', `The path ${path} is not below a folder that requests may name.`, {
      hint: `Add its folder to PACKYARD_LOCAL_ROOTS (now ${this.config.PACKYARD_LOCAL_ROOTS.join(', ')}).`,
    });
  }
}
