import { stat } from 'node:fs/promises';
import { runCommand } from '../run-command';

/**
 * Makes a user the owner of folders with all that is in them; links are not followed. Nothing is done for folders that are
 * theirs already. Only root can do it.
 */
export async function chownFolders(folders: readonly string[], uid: number, signal: AbortSignal): Promise<void> {
  const owners = await Promise.all(folders.map(async (folder) => (await stat(folder)).uid));
  const foreign = folders.filter((_folder, index) => owners[index] !== uid);
  if (foreign.length === 0) return;
  const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  const args = ['-hR', `${uid}:${uid}`, ...foreign];
  const result = await runCommand({ command: 'chown', args, workingFolder: '/', environment, signal });
  if (result.exitCode !== 0) throw new Error(`Folders could not be given to another user: ${result.stderr}`);
}
