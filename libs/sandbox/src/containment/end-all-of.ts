import { runCommand } from '../run-command';
import type { Identity } from './launch';

/** Kills what can be killed, and fails when there is nothing: the kernel does it for all at once. */
const KILL_ALL = 'kill -KILL -1; true';

/**
 * Ends all programs of a user that is nobody else's, in one moment: a chain of programs that each start the next and end is
 * gone from every list of processes before it can be ended one by one.
 */
export async function endAllOf({ uid }: Pick<Identity, 'uid'>): Promise<void> {
  const { signal } = new AbortController();
  const environment = { PATH: '/usr/bin:/bin' };
  const order = { command: '/bin/sh', args: ['-c', KILL_ALL], workingFolder: '/', environment, signal };
  await runCommand({ ...order, uid, gid: uid, isHousekeeping: true });
}
