import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment, type CommandResult, runCommand } from '@packyard/sandbox';
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
 * What every build has around it: an empty home and temporary folder for foreign programs, which are gone afterwards,
 * and a target that is gone when the build fails.
 */
export async function buildInScratch(
  { order, environment, signal }: Scratch,
  build: (run: Run) => Promise<BuiltEnvironment>,
): Promise<BuiltEnvironment> {
  const home = join(order.scratchFolder, 'home');
  const temporary = join(order.scratchFolder, 'tmp');
  const seen = childEnvironment({ ...environment, HOME: home, TMPDIR: temporary });
  const run: Run = (command, args, workingFolder = order.contentFolder) =>
    runCommand({ command, args, workingFolder, environment: seen, signal });
  try {
    await Promise.all([home, temporary, order.cacheFolder].map((folder) => mkdir(folder, { recursive: true })));
    return await build(run);
  } catch (error) {
    await removeTree(order.targetFolder);
    throw error;
  } finally {
    await removeTree(order.scratchFolder);
  }
}
