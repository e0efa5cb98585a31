import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, RejectedError } from '@packyard/contracts';
import type { UnitOfWork } from '@packyard/schema';
import {
  diskFailure,
  HomeLayout,
  isDiskFailure,
  isForeign,
  LocalPolicy,
  lstatIfAny,
  PackStore,
  placeLink,
} from '@packyard/store';

/** Where users reach an installed pack. */
export interface PublicLink {
  storagePath: string;
  /** To be called once the version is enabled. The former link comes back when the unit of work is undone. */
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
  async prepare(ref: string, { packsBaseFolder }: Pick<ExecutionOptions, 'packsBaseFolder'>): Promise<PublicLink> {
    const enabled = this.store.enabledPath(ref);
    if (packsBaseFolder === undefined) return { storagePath: enabled, open: () => Promise.resolve() };
    const link = await this.policy.resolveLinkForWriting(packsBaseFolder, ref);
    const shown = join(packsBaseFolder, ref);
    await this.assertFree(link, shown);
    return {
      storagePath: shown,
      open: async (unit) => {
        // Much may have happened there since it was looked at.
        await this.assertFree(link, shown);
        const placed = await translated(shown, async () => {
          await mkdir(dirname(link), { recursive: true });
          return placeLink(link, enabled);
        });
        unit.onRollback(placed.undo);
        unit.afterCommit(placed.finish);
      },
    };
  }

  /** Only our own link may be replaced, whatever the request says: what lies below the roots belongs to others. */
  private async assertFree(link: string, shown: string): Promise<void> {
    const ours = [this.layout.packStore, this.layout.enabledPacks];
    if (!(await translated(shown, () => isForeign(link, ours)))) return;
    const what = await translated(shown, () => describe(link));
    throw new RejectedError('DESTINATION_INVALID', `There is ${what} at ${shown} that Packyard did not put there.`, {
      hint: 'Remove it yourself if nobody needs it, or name another packs_base_dir. Nothing replaces it, not even force.',
    });
  }
}

async function describe(path: string): Promise<string> {
  const found = await lstatIfAny(path);
  if (found?.isSymbolicLink() === true) return 'a link';
  return found?.isDirectory() === true ? 'a folder' : 'a file';
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
