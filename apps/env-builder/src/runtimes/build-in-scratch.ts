import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { maskText } from '@packyard/contracts';
import {
  childEnvironment,
  type CommandResult,
  type ContainedRuns,
  type Containment,
  secretsOf,
} from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import { LineReader } from './line-reader';
import { accessIn, foreignFolder, type PhaseOptions } from './phase-access';
import type { BuildOrder, BuiltEnvironment, ContainedEnvironment } from './runtime';

export interface RunOptions extends PhaseOptions {
  /** The pack's folder when absent. */
  workingFolder?: string;
  /** On top of what all programs of the build get to see. */
  environment?: Readonly<Record<string, string>>;
  /** Gets each line of both outputs, masked; what it answers is shown as progress. */
  onLine?: (line: string) => string | undefined;
  /** What is kept of a line, for tools that print for programs; all of it when absent. */
  asText?: (line: string) => string | undefined;
  /** Leaves command and output out of what is kept: questions to interpreters, output for programs. */
  isQuiet?: boolean;
}

/** Runs a program of a build, contained, as `try` unless another phase is named. */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<CommandResult>;

interface Scratch {
  containment: Containment;
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
  { containment, order, environment, signal }: Scratch,
  build: (run: Run) => Promise<BuiltEnvironment>,
): Promise<ContainedEnvironment> {
  try {
    const homes = [order.scratchFolder, foreignFolder(order)].flatMap((folder) => Object.values(homeIn(folder)));
    const folders = [...homes, order.cacheFolder, order.targetFolder];
    await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true })));
    return await containment.session(async (runs) => {
      const built = await build(runIn(runs, { order, environment: childEnvironment({ ...environment }), signal }));
      await runs.giveToTools([order.targetFolder]);
      return { ...built, containment: containment.report.kind };
    });
  } catch (error) {
    await removeTree(order.targetFolder);
    throw error;
  } finally {
    await removeTree(order.scratchFolder);
  }
}

function homeIn(folder: string): { HOME: string; TMPDIR: string } {
  return { HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp') };
}

function runIn(runs: ContainedRuns, { order, environment, signal }: Omit<Scratch, 'containment'>): Run {
  return async (command, args, options = {}) => {
    const secrets = secretsOf(environment);
    const isKept = options.isQuiet !== true;
    const take = (line: string) => {
      const text = maskText(line, secrets);
      const kept = options.asText === undefined ? text : options.asText(text);
      if (isKept && kept !== undefined) order.report.line(kept);
      const doing = options.onLine?.(text);
      if (doing !== undefined) order.report.progress(doing);
    };
    const readers = [new LineReader(take), new LineReader(take)] as const;
    if (isKept) order.report.line(maskText(`$ ${[command, ...args].join(' ')}`, secrets));
    const home = homeIn(options.phase === 'fetch' ? order.scratchFolder : foreignFolder(order));
    const result = await runs.run({
      ...(await accessIn(order, options)),
      command,
      args,
      workingFolder: options.workingFolder ?? order.contentFolder,
      environment: { ...environment, ...home, ...options.environment },
      signal,
      onOutput: (chunk) => readers[0].add(chunk),
      onErrorOutput: (chunk) => readers[1].add(chunk),
    });
    for (const reader of readers) reader.end();
    return result;
  };
}
