import type { LinkMode } from '../runtime';
import type { Interpreter } from './python-interpreter';

export interface InstallInput {
  /** What the virtualenv was made with. */
  interpreter: Interpreter;
  /** Absolute path of the virtualenv, which has been made already. */
  folder: string;
  /** Path of the requirements, relative to the working folder. */
  requirements: string;
  lock?: string | undefined;
  /** Absolute folder of the wheels that the lock names: nothing else is taken. */
  vendoredFolder?: string | undefined;
  scratchFolder: string;
  /** In it: what runs write to in which foreign code runs. */
  foreignFolder: string;
  /** What only runs write to in which no foreign code runs. */
  cacheFolder: string;
  /** For runs that build source distributions: what their code leaves there reaches no other environment. */
  privateCacheFolder: string;
  allowSourceBuilds: boolean;
  /** How many files and folders the virtualenv may hold. */
  maxFiles: number;
  /** Whether the requirements name something that is built in any case. */
  namesSources: boolean;
  /** Options that say where the requirements want packages to be looked for. A lock does not say so. */
  indexOptions: readonly string[];
}

export interface InstallResult {
  lock: string;
  linkMode: LinkMode;
}

/** A tool that makes virtualenvs and fills them. Whichever is used, the result is the same. */
export interface PythonBuilder {
  /** With its version. */
  readonly description: string;

  /** @throws RejectedError RUNTIME_NOT_FOUND when the interpreter can't make one */
  makeVirtualenv(interpreter: Interpreter, folder: string): Promise<void>;

  /**
   * Installs what the requirements ask for, or exactly what the lock says.
   * @throws InstallFailed
   */
  install(installation: InstallInput): Promise<InstallResult>;
}
