import type { CommandInput } from '../run-command';
import type { OneWay } from './network-bridge';

/** How much foreign code may take. All of it counts together, except what is said to be of one program. */
export interface ForeignLimits {
  /** Of a program, as data that only it has; and of all of them together. */
  memoryBytes: number;
  processes: number;
  /** Of a program. */
  openFiles: number;
  /** What it may write into its folders, together. */
  diskBytes: number;
  /** How many files and folders it may make in its folders, together. */
  files: number;
  /** What it may print. */
  outputBytes: number;
}

export const DEFAULT_LIMITS: ForeignLimits = {
  memoryBytes: 4 * 2 ** 30,
  processes: 512,
  openFiles: 4096,
  diskBytes: 8 * 2 ** 30,
  files: 1_000_000,
  outputBytes: 64 * 2 ** 20,
};

/** What a foreign program gets. Paths are absolute; what is not named is out of its reach where the machine allows that. */
export interface ContainedInput extends CommandInput {
  /** Folders that are its own. */
  writes: readonly string[];
  /** Those of them, and other folders, that count for what it may write; what it writes to when absent. */
  counts?: readonly string[];
  /** Files and folders, besides programs and libraries of the system. Missing ones are left out. */
  reads: readonly string[];
  /**
   * A folder that is mounted as a whole, so that files can be linked between the folders in it, without what is hidden.
   */
  sharedMount?: { folder: string; hidden: readonly string[] };
  /** All of the machine's, none, or one way out where the machine allows a network of its own, and all of it elsewhere. */
  network: boolean | OneWay;
  /**
   * `tool`: a program that we trust reads foreign data and runs none of it. All of these are one user, so that they can
   * share a cache. `foreign`: foreign code runs, as a user that nobody else is.
   */
  runs: 'tool' | 'foreign';
}
