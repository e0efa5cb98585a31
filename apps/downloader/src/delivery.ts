import { randomUUID } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type ExecutionOptions, RejectedError } from '@packyard/contracts';
import { copyTree } from '@packyard/pack';
import { type ClaimedPack, type ClaimedTask, ExecutionPackRepository } from '@packyard/schema';
import {
  diskFailure,
  isDiskFailure,
  LocalPolicy,
  lstatIfAny,
  readLinkIfAny,
  removeTree,
  replaceLink,
} from '@packyard/store';
import type { InspectedPack } from './reading/inspect-pack';

export interface Delivered {
  /** As the request would write it: the links in `destination_dir` are not followed. */
  path?: string;
  warnings: string[];
}

interface DeliveryOrder {
  folder: string;
  inspected: InspectedPack;
  options: ExecutionOptions;
}

/** How {@link Delivery} names folders. */
const DELIVERED = /^pack-\d+-\d+$/;

/** Puts a downloaded pack where the request wants to have it, if it does. */
@Injectable()
export class Delivery {
  constructor(
    private readonly policy: LocalPolicy,
    private readonly packs: ExecutionPackRepository,
  ) {}

  /** @throws RejectedError DESTINATION_INVALID */
  async deliver(claimed: Claimed, { folder, inspected, options }: DeliveryOrder): Promise<Delivered> {
    const { destinationFolder } = options;
    if (destinationFolder === undefined) return { warnings: [] };
    const destination = await this.policy.resolveForWriting(destinationFolder);
    const name = await this.nameOf(claimed);
    try {
      await mkdir(destination, { recursive: true });
      await place(folder, join(destination, name));
      const warnings = await linkByName(destination, { ref: inspected.manifest.ref, target: join(destination, name) });
      return { path: join(destinationFolder, name), warnings };
    } catch (cause) {
      if (isDiskFailure(cause)) throw await diskFailure(destination, cause);
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

  /** `pack-<position in the request>-<number>`; the number is the execution's start in seconds, and its id to be unique. */
  private async nameOf({ task, pack }: Claimed): Promise<string> {
    const position = await this.packs.positionOf(task.executionId, pack.id);
    const startedAt = Math.floor(new Date(task.execution.createdAt).getTime() / 1000);
    return `pack-${position}-${startedAt}${String(task.executionId % 1_000_000).padStart(6, '0')}`;
  }
}

interface Claimed {
  task: ClaimedTask;
  pack: ClaimedPack;
}

/** Readers see the whole pack or nothing of it. The destination may be on another disk. */
async function place(from: string, to: string): Promise<void> {
  const partial = `${to}.${randomUUID()}.partial`;
  try {
    await copyTree(from, partial);
    // An earlier attempt of the same download may have come so far.
    await removeTree(to);
    await rename(partial, to);
  } finally {
    await removeTree(partial);
  }
}

/** `<destination>/<ref>`, so that the pack can be named in what follows. What is there and is no link of ours is left alone. */
async function linkByName(destination: string, { ref, target }: { ref: string; target: string }): Promise<string[]> {
  const link = join(destination, ref);
  // Programs above take modules from a folder of that name.
  if (ref === 'node_modules') return [`${link} was not made: no pack is reached by that name.`];
  const isThere = (await lstatIfAny(link)) !== undefined;
  const leadsTo = await readLinkIfAny(link);
  if (isThere && !DELIVERED.test(leadsTo ?? '')) return [`${link} is there already and was left as it is.`];
  await replaceLink(link, target);
  return [];
}
