import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { PackyardError, RejectedError } from '@packyard/contracts';
import { copyTree } from '@packyard/pack';
import type { ClaimedPack, ClaimedTask } from '@packyard/schema';
import {
  diskFailure,
  type OpenFolder,
  isDiskFailure,
  LocalPolicy,
  lstatIfAny,
  readLinkIfAny,
  removeTree,
  replaceLink,
} from '@packyard/store';
import type { InspectedPack } from './reading/inspect-pack';

export interface CopiedPack {
  /** As the request would write it: the links in `destination_dir` are not followed. */
  path?: string;
  warnings: string[];
}

interface CopyRequest {
  inspected: InspectedPack;
  destinationFolder: string;
}

/** How {@link DestinationCopy} names folders. */
const COPIED = /^pack-\d+-\d+$/;

/** Puts a downloaded pack where the request wants to have it. */
@Injectable()
export class DestinationCopy {
  constructor(private readonly policy: LocalPolicy) {}

  /** @throws RejectedError DESTINATION_INVALID */
  async make(claimed: Claimed, { inspected, destinationFolder }: CopyRequest): Promise<CopiedPack> {
    const name = nameOf(claimed);
    try {
      const warnings = await this.policy.writingInto(destinationFolder, async (destination) => {
        await deliver(inspected.root, destination, name);
        return linkByName(destination, inspected.manifest.ref, name);
      });
      return { path: join(destinationFolder, name), warnings };
    } catch (cause) {
      if (cause instanceof PackyardError) throw cause;
      if (isDiskFailure(cause)) throw await diskFailure(destinationFolder, cause);
      const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw new RejectedError(
        'DESTINATION_INVALID',
        `The folder ${destinationFolder} can't be written to: ${reason}.`,
        {
          hint: 'Give a folder that the workers may write to.',
          cause,
        },
      );
    }
  }
}

interface Claimed {
  task: ClaimedTask;
  pack: ClaimedPack;
}

/** `pack-<position in the request>-<number>`; the number is the execution's start in seconds, and its id to be unique. */
function nameOf({ task, pack }: Claimed): string {
  const startedAt = Math.floor(new Date(task.execution.createdAt).getTime() / 1000);
  return `pack-${pack.position ?? 0}-${startedAt}${String(task.executionId % 1_000_000).padStart(6, '0')}`;
}

/**
 * Readers see the whole pack or nothing of it. Nobody needs it where it was staged any more: on the same disk it is moved, unless
 * what is in the destination gets another group than we have.
 */
async function deliver(from: string, destination: OpenFolder, name: string): Promise<void> {
  if (!destination.givesItsGroup && (await tryMove(from, destination, name))) return;
  const partial = `${name}.${randomUUID()}.partial`;
  try {
    await destination.makingFolder(partial, async (folder) => copyTree(from, await folder.path()));
    await removeTree(await destination.entry(name));
    await rename(await destination.entry(partial), await destination.entry(name));
  } finally {
    await removeTree(await destination.entry(partial));
  }
}

/** Not onto another disk, nor a folder that we may not write to, as a pack may bring one. */
async function tryMove(from: string, destination: OpenFolder, name: string): Promise<boolean> {
  const target = await destination.entry(name);
  try {
    // An earlier attempt of the same download may have come so far.
    await removeTree(target);
    await rename(from, target);
    return true;
  } catch (error) {
    if (['EXDEV', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** `<destination>/<ref>`, so that the pack can be named in what follows. What is there and is no link of ours is left alone. */
async function linkByName(destination: OpenFolder, ref: string, name: string): Promise<string[]> {
  const shown = join(destination.real, ref);
  // Programs above take modules from a folder of that name.
  if (ref === 'node_modules') return [`${shown} was not made: no pack is reached by that name.`];
  const link = await destination.entry(ref);
  const isThere = (await lstatIfAny(link)) !== undefined;
  if (isThere && !COPIED.test((await readLinkIfAny(link)) ?? '')) {
    return [`${shown} is there already and was left as it is.`];
  }
  await replaceLink(link, await destination.entry(name));
  return [];
}
