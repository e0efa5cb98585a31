import { statfs } from 'node:fs/promises';
import { runCommand } from '../run-command';

const KIB = 1024;

/** What folders take on the disk together. What can't be looked into counts as nothing: only its owner can change that. */
export async function folderBytes(folders: readonly string[]): Promise<number> {
  return (await diskUsage('-sk', folders)) * KIB;
}

/** How many files and folders they hold together; 0 where `du` can't count them, as outside of GNU's. */
export function folderFiles(folders: readonly string[]): Promise<number> {
  return diskUsage('-s', folders, '--inodes');
}

async function diskUsage(how: string, folders: readonly string[], ...more: string[]): Promise<number> {
  if (folders.length === 0) return 0;
  const args = [how, ...more, ...folders];
  const order = { command: 'du', args, workingFolder: '/', signal: new AbortController().signal };
  const { stdout } = await runCommand({ ...order, environment: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
  return stdout.split('\n').reduce((sum, line) => sum + (parseInt(line, 10) || 0), 0);
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
