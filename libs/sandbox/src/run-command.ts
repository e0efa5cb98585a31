import { type ChildProcess, spawn } from 'node:child_process';
import { maskText } from '@packyard/contracts';
import { BoundedOutput } from './bounded-output';
import { secretsOf } from './child-environment';
import { endWithProcess } from './process-groups';
import { traceProgram } from './trace-program';

export interface CommandInput {
  command: string;
  args: readonly string[];
  workingFolder: string;
  environment: Record<string, string>;
  signal: AbortSignal;
  maxOutputBytes?: number;
  /** Gets the output as it comes, all of it; what is kept of it is bounded nevertheless. */
  onOutput?: (chunk: Buffer) => void;
  /** The same for what the program prints as errors, which is where tools tell how far they are. */
  onErrorOutput?: (chunk: Buffer) => void;
  /** Whom it runs as instead; only root can choose. */
  uid?: number;
  gid?: number;
  onStart?: (pid: number) => void;
  /** Ends what a signal to the group does not reach as well, and waits for that. */
  endAll?: () => Promise<void>;
  /** What traces call it, where `command` is only what starts it. */
  name?: string;
  /** Not in traces: it is ours, and asked again and again. */
  isHousekeeping?: boolean;
}

export interface CommandResult {
  /** Null when a signal ended the process. */
  exitCode: number | null;
  /** Masked, free of control characters, and bounded. */
  stdout: string;
  stderr: string;
  durationMs: number;
}

/** The program itself could not be started. */
export class CommandNotFound extends Error {
  constructor(command: string, cause: unknown) {
    super(`The program '${command}' was not found or can't be run`, { cause });
    this.name = 'CommandNotFound';
  }
}

const GRACE_MS = 3000;
const DEFAULT_OUTPUT_BYTES = 256 * 1024;

/**
 * Runs a program without a shell, in a process group of its own. When the signal is aborted the whole group is ended,
 * grandchildren included, and the abort's reason is thrown once nothing of it is left.
 */
export function runCommand(input: CommandInput): Promise<CommandResult> {
  return input.isHousekeeping === true ? execute(input) : traceProgram(input, execute);
}

async function execute(input: CommandInput): Promise<CommandResult> {
  input.signal.throwIfAborted();
  const startedAt = performance.now();
  const child = spawn(input.command, input.args, {
    cwd: input.workingFolder,
    env: input.environment,
    detached: true,
    ...(input.uid === undefined ? {} : { uid: input.uid }),
    ...(input.gid === undefined ? {} : { gid: input.gid }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const letGo = endWithProcess(child.pid);
  const stdout = collect(child, 'stdout', input.maxOutputBytes);
  if (input.onOutput !== undefined) child.stdout.on('data', input.onOutput);
  const stderr = collect(child, 'stderr', input.maxOutputBytes);
  if (input.onErrorOutput !== undefined) child.stderr.on('data', input.onErrorOutput);
  if (child.pid !== undefined) input.onStart?.(child.pid);
  const end = input.endAll ?? (() => endGroup(child));
  // What goes wrong here shows below, where it is waited for.
  const stop = () => void end().catch(() => undefined);
  input.signal.addEventListener('abort', stop, { once: true });
  try {
    const exitCode = await ended(child, input.command);
    if (input.signal.aborted) await end();
    input.signal.throwIfAborted();
    const secrets = secretsOf(input.environment);
    const read = (output: BoundedOutput) => maskText(output.toString(), secrets);
    return {
      exitCode,
      stdout: read(stdout),
      stderr: read(stderr),
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    input.signal.removeEventListener('abort', stop);
    letGo();
  }
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr', maxBytes = DEFAULT_OUTPUT_BYTES): BoundedOutput {
  const output = new BoundedOutput(maxBytes);
  child[stream]?.on('data', (chunk: Buffer) => output.add(chunk));
  return output;
}

/** Resolves when the output is read to its end. Whatever the program left running in its group would keep that open. */
function ended(child: ChildProcess, command: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new CommandNotFound(command, error)));
    child.once('exit', () => {
      signalGroup(child, 'SIGKILL');
      const drained = setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), GRACE_MS);
      child.once('close', () => clearTimeout(drained));
    });
    child.once('close', resolve);
  });
}

/** Asks the group to end, and makes it end when it does not. */
async function endGroup(child: ChildProcess): Promise<void> {
  const deadline = performance.now() + GRACE_MS;
  signalGroup(child, 'SIGTERM');
  while (signalGroup(child, 0)) {
    if (performance.now() > deadline) signalGroup(child, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** False when the group is gone. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
