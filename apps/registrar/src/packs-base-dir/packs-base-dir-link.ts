import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, PackyardError, RejectedError } from '@packyard/contracts';
import type { UnitOfWork } from '@packyard/schema';
import {
  diskFailure,
  type OpenFolder,
  HomeLayout,
  isDiskFailure,
  belongsToOthers,
  LocalPolicy,
  lstatIfAny,
  PackStore,
  type ReplacedLink,
  replaceUsersLink,
} from '@packyard/store';

/** Where users reach an installed pack. */
export interface PreparedLink {
  path: string;
  /** To be called once the version is enabled. The former link comes back when the unit of work is undone. */
  create: (unit: UnitOfWork) => Promise<void>;
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
  async prepare(ref: string, { packsBaseDir }: Pick<ExecutionOptions, 'packsBaseDir'>): Promise<PreparedLink> {
    const enabled = this.store.enabledPath(ref);
    if (packsBaseDir === undefined) return { path: enabled, create: () => Promise.resolve() };
    const base = packsBaseDir;
    const link = await this.policy.resolveLinkForWriting(base, ref);
    const shown = join(base, ref);
    if (!(await this.isFree(link, shown))) throw await this.inTheWay(link, shown);
    return {
      path: shown,
      create: async (unit) => {
        // Much may have happened there since it was looked at: tests of packs ran meanwhile.
        await this.policy.resolveLinkForWriting(base, ref);
        const placed = await translateFailures(shown, () =>
          this.policy.writingInto(base, (folder) => this.place(folder, ref, shown)),
        );
        unit.onRollback(placed.undo);
        unit.afterCommit(placed.finish);
      },
    };
  }

  private async place(folder: OpenFolder, ref: string, shown: string): Promise<ReplacedLink> {
    const mayGo = (link: string) => this.isFree(link, shown);
    try {
      return await replaceUsersLink(folder, { name: ref, target: this.store.enabledPath(ref), mayGo });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw await this.inTheWay(await folder.entry(ref), shown);
    }
  }

  /** Only our own link may be replaced, whatever the request says: what lies below the roots belongs to others. */
  private async isFree(link: string, shown: string): Promise<boolean> {
    return !(await translateFailures(shown, () =>
      belongsToOthers(link, [this.layout.packStore, this.layout.enabledPacksFolder]),
    ));
  }

  private async inTheWay(link: string, shown: string): Promise<RejectedError> {
    const what = await translateFailures(shown, () => describe(link));
    return new RejectedError('DESTINATION_INVALID', `There is ${what} at ${shown} that Packyard did not put there.`, {
      hint: 'Remove it yourself if nobody needs it, or name another packs_base_dir. Nothing replaces it, not even force.',
    });
  }
}

async function describe(path: string): Promise<string> {
  const found = await lstatIfAny(path);
  if (found?.isSymbolicLink() === true) return 'a link';
  return found?.isDirectory() === true ? 'a folder' : 'a file';
}

async function translateFailures<Result>(path: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof PackyardError) throw cause;
    if (isDiskFailure(cause)) throw await diskFailure(dirname(path), cause);
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new RejectedError('DESTINATION_INVALID', `The link ${path} can't be made: ${reason}.`, {
      hint: 'Name a packs_base_dir that the workers may write to.',
      cause,
    });
  }
}
