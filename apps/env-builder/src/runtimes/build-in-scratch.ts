import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { maskText } from '@packyard/contracts';
import { childEnvironment, type CommandResult, runCommand } from '@packyard/sandbox';
import { removeTree } from '@packyard/store';
import { LineReader } from './line-reader';
import type { BuildOrder, BuiltEnvironment } from './runtime';

export interface RunOptions {
  /** The pack's folder when absent. */
  workingFolder?: string;
  /** On top of what all programs of the build get to see. */
  environment?: Readonly<Record<string, string>>;
  /** Gets each line of both outputs, masked; what it answers is shown as progress. */
  onLine?: (line: string) => string | undefined;
  /** Leaves command and output out of what is kept: questions to interpreters, output for programs. */
  isQuiet?: boolean;
}

/** Runs a program of a build. */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<CommandResult>;

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
  try {
    await Promise.all([home, temporary, order.cacheFolder].map((folder) => mkdir(folder, { recursive: true })));
    return await build(runIn({ order, environment: seen, signal }));
  } catch (error) {
    await removeTree(order.targetFolder);
    throw error;
  } finally {
    await removeTree(order.scratchFolder);
  }
}

function runIn({ order, environment, signal }: Scratch): Run {
  return async (command, args, options = {}) => {
    const isKept = options.isQuiet !== true;
    const take = (line: string) => {
      const text = maskText(line);
      if (isKept) order.report.line(text);
      const doing = options.onLine?.(text);
      if (doing !== undefined) order.report.progress(doing);
    };
    const readers = [new LineReader(take), new LineReader(take)] as const;
    if (isKept) order.report.line(maskText(`$ ${[command, ...args].join(' ')}`));
    const result = await runCommand({
      command,
      args,
      workingFolder: options.workingFolder ?? order.contentFolder,
      environment: { ...environment, ...options.environment },
      signal,
      onOutput: (chunk) => readers[0].add(chunk),
      onErrorOutput: (chunk) => readers[1].add(chunk),
    });
    for (const reader of readers) reader.end();
    return result;
  };
}
