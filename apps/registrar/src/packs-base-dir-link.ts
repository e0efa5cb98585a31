import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, RejectedError } from '@packyard/contracts';
import type { UnitOfWork } from '@packyard/schema';
import { diskFailure, HomeLayout, isDiskFailure, isForeign, LocalPolicy, PackStore, placeLink } from '@packyard/store';

/** Where users reach an installed pack. */
export interface PublicLink {
  storagePath: string;
  /** To be called once the version is enabled. What was in the way comes back when the unit of work is undone. */
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
    const shown = join(packsBaseFolder, ref);
    const isInTheWay = await translated(shown, () => isForeign(link, this.layout.home));
    if (isInTheWay && !force) throw inTheWay(shown);
    return {
      storagePath: shown,
      open: async (unit) => {
        const placed = await translated(shown, async () => {
          await mkdir(folder, { recursive: true });
          return placeLink(link, enabled);
        });
        unit.onRollback(placed.undo);
        unit.afterCommit(placed.finish);
      },
    };
  }
}

async function translated<Result>(path: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (cause) {
    if (isDiskFailure(cause)) throw await diskFailure(dirname(path), cause);
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new RejectedError('DESTINATION_INVALID', `The link ${path} can't be made: ${reason}.`, {
      hint: 'Name a packs_base_dir that the workers may write to.',
      cause,
    });
  }
}

function inTheWay(path: string): RejectedError {
  return new RejectedError('DESTINATION_INVALID', `${path} exists already, and Packyard did not put it there.`, {
    hint: 'Remove it, name another packs_base_dir, or set force to replace it.',
  });
}
