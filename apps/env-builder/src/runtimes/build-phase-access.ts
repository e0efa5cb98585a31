import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { ContainedInput } from '@packyard/sandbox';
import type { BuildInput } from './runtime';

/**
 * What a run of a build may do.
 *
 * `fetch`: a tool of ours works with the network and the shared cache, and runs no code of packages. It may not start the
 * environment's own interpreter once packages are in there, and not in the pack's folder: both would run their code. An interpreter
 * that came from a registry or with an import is code of packages too.
 * `build`: code of packages runs while more is fetched. The shared cache is out of its reach, the environment is only
 * written to when `intoTarget` says so, and after that no `fetch` may follow.
 * `try`: code of packages runs without a network, and only reads the environment.
 */
export type BuildPhase = 'fetch' | 'build' | 'try';

export interface PhaseOptions {
  phase?: BuildPhase | undefined;
  intoTarget?: boolean | undefined;
  /** Absolute folders that this run may write to as well. */
  writes?: readonly string[] | undefined;
  /** Absolute files and folders that this run may read as well. */
  reads?: readonly string[] | undefined;
}

export type Access = Pick<ContainedInput, 'writes' | 'counts' | 'reads' | 'network' | 'runs' | 'sharedMount'>;

/** What foreign code may write to: its home and temporary folder are not those of our tools, which settings there steer. */
export function foreignFolder({ scratchFolder }: Pick<BuildInput, 'scratchFolder'>): string {
  return join(scratchFolder, 'foreign');
}

export async function accessIn(input: BuildInput, options: PhaseOptions): Promise<Access> {
  const { contentFolder, scratchFolder, targetFolder, cacheFolder } = input;
  const { phase = 'try', intoTarget = false, writes = [], reads = [] } = options;
  await Promise.all(writes.map((folder) => mkdir(folder, { recursive: true })));
  const own = [foreignFolder(input), ...writes];
  if (phase === 'try')
    return { writes: own, reads: [contentFolder, targetFolder, ...reads], network: false, runs: 'foreign' };
  if (phase === 'build') {
    return intoTarget
      ? { writes: [...own, contentFolder, targetFolder], reads, network: true, runs: 'foreign' }
      : { writes: [...own, contentFolder], reads: [targetFolder, ...reads], network: true, runs: 'foreign' };
  }
  const sharedMount = await commonFolder(cacheFolder, dirname(dirname(targetFolder)));
  // Other builds write to the shared cache at the same time.
  const counts = [contentFolder, scratchFolder, targetFolder, ...writes];
  return { writes: [...counts, cacheFolder], counts, reads, network: true, runs: 'tool', sharedMount };
}

/** What two folders lie in, without what else lies there: files can't be linked from one mount to another. */
async function commonFolder(one: string, other: string): Promise<{ folder: string; hidden: string[] }> {
  let folder = dirname(one);
  while (relative(folder, other).startsWith('..')) folder = dirname(folder);
  const hidden = new Set<string>();
  for (const path of [one, other]) {
    for (let at = path; at !== folder; at = dirname(at)) {
      const names = await readdir(dirname(at));
      const beside = names.map((name) => join(dirname(at), name));
      for (const found of beside)
        if (![one, other].some((kept) => !relative(found, kept).startsWith('..'))) hidden.add(found);
    }
  }
  return { folder, hidden: [...hidden] };
}
