import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment, type CommandResult, runCommand } from '@packyard/process';
import { removeTree } from '@packyard/store';
import type { BuildOrder, BuiltEnvironment } from './runtime';

/** Runs a program of a build: in the pack's folder unless another is named. */
export type Run = (command: string, args: readonly string[], workingFolder?: string) => Promise<CommandResult>;

interface Scratch {
  order: BuildOrder;
  /** On top of what every child process gets to see. */
  environment: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

/**
 * What every build has around it: an empty home folder for foreign programs, which is gone afterwards, and a target that
 * is gone when the build fails.
 */
export async function buildInScratch(
  { order, environment, signal }: Scratch,
  build: (run: Run) => Promise<BuiltEnvironment>,
): Promise<BuiltEnvironment> {
  const home = await mkdtemp(join(tmpdir(), 'packyard-build-'));
  const run: Run = (command, args, workingFolder = order.contentFolder) =>
    runCommand({ command, args, workingFolder, environment: childEnvironment({ ...environment, HOME: home }), signal });
  try {
    await mkdir(order.cacheFolder, { recursive: true });
    return await build(run);
  } catch (error) {
    await removeTree(order.targetFolder);
    throw error;
  } finally {
    await removeTree(home);
  }
}
