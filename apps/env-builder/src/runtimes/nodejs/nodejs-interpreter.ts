import { delimiter, dirname } from 'node:path';
import { realpathSync } from 'node:fs';
import { CommandNotFound, findProgram } from '@packyard/sandbox';
import type { BuildContext, RunProgram } from '../build-in-scratch';

export interface NodejsInterpreter {
  version: string;
  /** Absolute path of one that Packyard keeps; the first on the PATH when absent. */
  program?: string;
}

/** The Node.js of the machine; nothing when there is none. */
export async function findMachineNodejs(run: RunProgram): Promise<NodejsInterpreter | undefined> {
  try {
    const { exitCode, stdout } = await run('node', ['--version'], { isQuiet: true, isRemembered: true });
    const version = stdout.trim().replace(/^v/, '');
    return exitCode === 0 && version !== '' ? { version } : undefined;
  } catch (error) {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  }
}

/**
 * All that is contained as foreign code gets the interpreter, scripts of packages as well: it is no more than that itself,
 * whoever it came from. Tools of ours (`fetch`) start any `node` that is on their PATH: they get to see the machine's alone, and
 * pnpm is told which version to choose packages for. npm runs on the Node.js that it came with: releases of it refuse older ones.
 */
export function withInterpreter(context: BuildContext, { version, program }: NodejsInterpreter): BuildContext {
  if (program === undefined) return context;
  const path = context.environment['PATH'] ?? '';
  const PATH = `${dirname(program)}${delimiter}${path}`;
  const run: RunProgram = (command, args, options = {}) => {
    if (options.phase === 'fetch') return context.run(command, args, options);
    const [own, ...before] = command === 'npm' ? npmOfMachine(path) : [command];
    return context.run(own, [...before, ...args], {
      ...options,
      environment: { ...options.environment, PATH },
      reads: [...(options.reads ?? []), dirname(program)],
    });
  };
  return { ...context, run, environment: { ...context.environment, npm_config_node_version: version } };
}

function npmOfMachine(path: string): [string, ...string[]] {
  const [npm, node] = [findProgram('npm', path), findProgram('node', path)];
  if (npm === undefined || node === undefined) return ['npm'];
  const script = realpathSync(npm);
  // Version managers have something else there, which finds the right one by itself.
  return script.endsWith('.js') ? [node, script] : ['npm'];
}
