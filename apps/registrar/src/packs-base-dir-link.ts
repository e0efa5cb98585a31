import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, RejectedError } from '@packyard/contracts';
import type { UnitOfWork } from '@packyard/schema';
import { HomeLayout, isForeign, LocalPolicy, PackStore, removeTree, replaceLink } from '@packyard/store';

/** Where users reach an installed pack. */
export interface PublicLink {
  storagePath: string;
  /** Makes it lead to the enabled version; undone with the unit of work. */
  open: (unit: UnitOfWork) => Promise<void>;
}

/**
 * Obeys `packs_base_dir`: a link there leads to the enabled version, whichever that is. The content itself stays in the
 * store, so that switching is one rename however many folders lead to it.
 */
@Injectable()
export class PacksBaseDirLink {
  constructor(
    private readonly policy: LocalPolicy,
    private readonly layout: HomeLayout,
    private readonly store: PackStore,
  ) {}

  /** @throws RejectedError DESTINATION_INVALID */
  async prepare(ref: string, { packsBaseFolder, force }: ExecutionOptions): Promise<PublicLink> {
    const enabled = this.store.enabledPath(ref);
    if (packsBaseFolder === undefined) return { storagePath: enabled, open: () => Promise.resolve() };
    const folder = await this.policy.resolveForWriting(packsBaseFolder);
    const link = join(folder, ref);
    // What can't be looked at can't be replaced either: then replacing says why.
    const wasThere = (await lstat(link).catch(() => undefined)) !== undefined;
    const isInTheWay = await isForeign(link, this.layout.home);
    if (isInTheWay && !force) throw inTheWay(join(packsBaseFolder, ref));
    return {
      storagePath: join(packsBaseFolder, ref),
      open: async (unit) => {
        await mkdir(folder, { recursive: true });
        if (isInTheWay) await removeTree(link);
        await replaceLink(link, enabled);
        if (!wasThere) unit.onRollback(() => rm(link, { force: true }));
      },
    };
  }
}

function inTheWay(path: string): RejectedError {
  return new RejectedError('DESTINATION_INVALID', `${path} exists already, and Packyard did not put it there.`, {
    hint: 'Remove it, name another packs_base_dir, or set force to replace it.',
  });
}
