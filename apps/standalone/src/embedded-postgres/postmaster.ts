import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, rmSync, statSync } from 'node:fs';
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
  if (isPostgresOf(Number(pid), dataFolder) && isOwners(socketFolder, dataFolder))
    return { pid: Number(pid), port: Number(port), socketFolder };
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

/** Of the folder's owner: anybody may name the folder in what they start, and get a number that has become free. */
function isPostgresOf(pid: number, dataFolder: string): boolean {
  if (!isAlive(pid)) return false;
  const { uid, args } = describeProcess(pid);
  return uid === statSync(dataFolder).uid && args.includes(dataFolder);
}

function describeProcess(pid: number): { uid?: number; args: string } {
  try {
    const line = execFileSync('ps', ['-ww', '-o', 'uid=,args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [uid = ''] = line.split(' ', 1);
    return { uid: Number(uid), args: line.slice(uid.length) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return { args: '' };
    const uid = statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
    const args = readLines(`/proc/${pid}/cmdline`).join('');
    return uid === undefined ? { args } : { uid, args };
  }
}

/** A folder for temporary files is emptied now and then, and whoever comes next may have made one of that name. */
function isOwners(socketFolder: string | undefined, dataFolder: string): boolean {
  const found = socketFolder === undefined ? undefined : lstatSync(socketFolder, { throwIfNoEntry: false });
  return found === undefined || (found.isDirectory() && found.uid === statSync(dataFolder).uid);
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
