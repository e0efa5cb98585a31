import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ReplicatedVendored } from '@packyard/content';
import { type EnvironmentRequest, RejectedError } from '@packyard/contracts';
import type { FoundVendored } from '@packyard/store';

/** What an environment of an imported pack is built from. */
@Injectable()
export class VendoredSource {
  constructor(private readonly store: ReplicatedVendored) {}

  /**
   * Nothing for an environment whose packages are fetched.
   * @throws RejectedError ENVIRONMENT_FAILED when they are not there any more
   */
  async of(request: EnvironmentRequest): Promise<{ vendored: FoundVendored; lock: string } | undefined> {
    if (request.vendored === undefined) return undefined;
    const vendored = await this.store.find(request.runtime, request.vendored);
    const lock = vendored === undefined ? undefined : await readFile(vendored.lockFile, 'utf8').catch(() => undefined);
    const isWhole = lock !== undefined && createHash('sha256').update(lock).digest('hex') === vendored?.packages.lock;
    if (vendored !== undefined && isWhole) return { vendored, lock };
    throw new RejectedError(
      'ENVIRONMENT_FAILED',
      `The packages of the ${request.runtime} environment, which came with an import, are not in the store any more.`,
      { hint: 'Import the file again.' },
    );
  }
}
