import type { LimitsConfig } from '@packyard/config';
import { type PackyardError, RejectedError } from '@packyard/contracts';
import { limitedCommand, runCommand } from '@packyard/sandbox';
import type { TransferProgress } from '../sources/pack-source';
import { FolderSizeWatch } from './folder-size-watch';
import { gitFailure } from './git-failure';
import { type GitProgress, withoutProgress } from './git-progress';
import type { RefChoice } from './ref-choice';

export interface GitRun {
  /** What git is told to fetch from; without credentials. */
  url: string;
  /** What it has of what is wanted, where that is known already. */
  refs?: RefChoice;
  worktree: string;
  /** Where git writes what it fetches. */
  scratchFolder: string;
  /** What may not become too large meanwhile, when that is more than the scratch folder. */
  watchedFolder?: string;
  environment: Record<string, string>;
  limits: LimitsConfig;
  signal: AbortSignal;
  /** Told while a fetch goes on. */
  onProgress?: (progress: TransferProgress) => void;
}

interface Listening {
  /** Throws when it has heard enough. */
  onOutput?: (chunk: Buffer) => void;
  /** What git says beside its output. */
  onErrorOutput?: (chunk: Buffer) => void;
  maxOutputBytes?: number;
  memoryBytes?: number;
  /** Of a command that is asked to tell people how far it is. */
  progress?: GitProgress | undefined;
}

// Git maps windows of packs, and threads have stacks: what it reserves is a multiple of what it uses.
const MEMORY_BYTES = 1024 * 1024 * 1024;

/** Runs git, bounded in the memory it takes and in the bytes and files it writes, all of it ended when that is aborted. */
export class GitCommand {
  constructor(private readonly settings: GitRun) {}

  /** Over the network git has helpers that outlive it when it is ended: here the whole group of processes is. */
  async run(args: string[], listening: Listening = {}): Promise<string> {
    const { onOutput, onErrorOutput, maxOutputBytes, memoryBytes = MEMORY_BYTES, progress } = listening;
    const { worktree: workingFolder, environment, signal, url, limits } = this.settings;
    const tooMuch = new AbortController();
    const refuse = (problem: PackyardError) => tooMuch.abort(problem);
    const watch = new FolderSizeWatch(this.settings.watchedFolder ?? this.settings.scratchFolder, limits, {
      onTooMuch: refuse,
      onBytes: (bytes) => progress?.setBytes(bytes),
    });
    const request = {
      command: 'git',
      args,
      workingFolder,
      environment,
      signal: AbortSignal.any([signal, tooMuch.signal]),
      ...(maxOutputBytes === undefined ? {} : { maxOutputBytes }),
      ...(progress === undefined ? {} : { onErrorOutput: (chunk: Buffer) => progress.addOutput(chunk) }),
      ...(onOutput === undefined ? {} : { onOutput: untilRefused(onOutput, refuse) }),
      ...(onErrorOutput === undefined ? {} : { onErrorOutput }),
    };
    const fileBytes = Math.max(limits.PACKYARD_MAX_DOWNLOAD_BYTES, limits.PACKYARD_MAX_FILE_BYTES);
    try {
      const result = await runCommand(limitedCommand(request, { fileBytes, memoryBytes }));
      if (result.exitCode === 0) return result.stdout;
      throw gitFailure(url, new Error(progress === undefined ? result.stderr : withoutProgress(result.stderr)));
    } catch (error) {
      signal.throwIfAborted();
      tooMuch.signal.throwIfAborted();
      throw gitFailure(url, error);
    } finally {
      watch.stop();
    }
  }
}

/** Listens until that throws, and passes on what it throws. */
export function untilRefused(listen: (chunk: Buffer) => void, refuse: (problem: PackyardError) => void) {
  let isRefused = false;
  return (chunk: Buffer): void => {
    if (isRefused) return;
    try {
      listen(chunk);
    } catch (error) {
      isRefused = true;
      if (!(error instanceof RejectedError)) throw error;
      refuse(error);
    }
  };
}
