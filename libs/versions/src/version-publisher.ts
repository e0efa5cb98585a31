import { Injectable } from '@nestjs/common';
import { environmentLinkName, environmentLinkTarget } from '@packyard/contracts';
import { EnvironmentStore, type EnvironmentLinks, PackStore } from '@packyard/store';
import type { RegistrationRequest } from './registration-request';

/** Moves the content of a version to its final place. Content without a row is removed by the sweeper. */
@Injectable()
export class VersionPublisher {
  constructor(
    private readonly store: PackStore,
    private readonly environmentStore: EnvironmentStore,
  ) {}

  /** @throws RejectedError or UnavailableError STORE_FAILED */
  publish({ files, environments }: Pick<RegistrationRequest, 'files' | 'environments'>): Promise<void> {
    return this.store.publish(files.folder, files.storagePath, this.links(environments));
  }

  /** The names that Attune's packs expect inside a pack. */
  private links(environments: RegistrationRequest['environments']): EnvironmentLinks {
    const links: Record<string, string> = {};
    for (const { runtime, path } of environments) {
      if (path === null) throw new Error(`The ${runtime} environment is not built`);
      links[environmentLinkName(runtime)] = environmentLinkTarget(runtime, this.environmentStore.currentPath(path));
    }
    return links;
  }
}
