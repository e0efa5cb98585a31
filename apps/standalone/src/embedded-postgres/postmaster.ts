import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { socketFileIn } from './socket-folder';

/** A server that runs on a data folder. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Nothing when it listens on a port of the machine. */
  socketFolder: string | undefined;
}

/**
 * Who runs on the data folder, by its `postmaster.pid`. The file of a server that was killed with its machine is removed:
 * its number may belong to somebody else by now, and PostgreSQL would refuse to start.
 */
export function findPostmaster(dataFolder: string): Postmaster | undefined {
  const file = join(dataFolder, 'postmaster.pid');
  const [pid, , , port, folder = ''] = readLines(file);
  if (pid === undefined) return undefined;
  const socketFolder = folder === '' ? undefined : folder;
  if (isPostgresOf(Number(pid), dataFolder)) return { pid: Number(pid), port: Number(port), socketFolder };
  // The socket's file has the same number in a lock of its own.
  if (socketFolder !== undefined) rmSync(`${socketFileIn(socketFolder)}.lock`, { force: true });
  rmSync(file, { force: true });
  return undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isPostgresOf(pid: number, dataFolder: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).includes(dataFolder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    return readLines(`/proc/${pid}/cmdline`).join('').includes(dataFolder);
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
