import { statfs } from 'node:fs/promises';
import { CommandNotFound, runCommand } from '../run-command';

const KIB = 1024;

/**
 * What folders take on the disk together; nothing when a folder in them is kept from being looked into, or is moved while it
 * is looked into.
 */
export async function folderBytes(folders: readonly string[]): Promise<number | undefined> {
  const kib = await diskUsage('-sk', folders);
  return kib === undefined ? undefined : kib * KIB;
}

/**
 * How many files and folders they hold together; 0 where `du` can't count them, as outside of GNU's, and nothing when a folder
 * in them is kept from being looked into.
 */
export function folderFiles(folders: readonly string[]): Promise<number | undefined> {
  return diskUsage('-s', folders, '--inodes');
}

/** Foreign code that is the service's own user may close its folders to that, but not to who is root above that user. */
async function diskUsage(how: string, folders: readonly string[], ...more: string[]): Promise<number | undefined> {
  if (folders.length === 0) return 0;
  const command = ['du', how, ...more, '--', ...folders];
  return (await summed(command)) ?? summed([...AS_ROOT_OF_A_NAMESPACE, ...command]);
}

const AS_ROOT_OF_A_NAMESPACE = [
  ...['bwrap', '--unshare-user', '--uid', '0', '--gid', '0', '--cap-add', 'CAP_DAC_READ_SEARCH'],
  ...['--die-with-parent', '--dev-bind', '/', '/', '--'],
];

async function summed([command = '', ...args]: readonly string[]): Promise<number | undefined> {
  const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  const { signal } = new AbortController();
  const input = { command, args, workingFolder: '/', environment, signal, isHousekeeping: true };
  const result = await runCommand(input).catch((error: unknown) => {
    if (error instanceof CommandNotFound) return undefined;
    throw error;
  });
  if (result === undefined || (command === 'bwrap' && result.stdout === '')) return undefined;
  // What is gone before it was looked at is an error of du as well. It gives up on a folder that is moved away under it.
  if (result.exitCode !== 0 && /Permission denied|fts_read failed/.test(result.stderr)) return undefined;
  return result.stdout.split('\n').reduce((sum, line) => sum + (parseInt(line, 10) || 0), 0);
}

/** How many files and folders their file systems hold, whosesoever they are; nothing where one does not say so. */
export async function fileSystemFiles(folders: readonly string[]): Promise<number | undefined> {
  const systems = new Map<string, number>();
  for (const folder of folders) {
    const found = await statfs(folder).catch(() => undefined);
    if (found === undefined || found.files === 0) return undefined;
    // Those that are the same say the same.
    systems.set(`${found.files} ${found.ffree} ${found.blocks} ${found.bfree}`, found.files - found.ffree);
  }
  return [...systems.values()].reduce((sum, files) => sum + files, 0);
}
