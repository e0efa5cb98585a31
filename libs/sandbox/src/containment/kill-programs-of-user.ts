import { Logger } from '@nestjs/common';
import { runCommand } from '../run-command';
import type { ForeignUser } from './launch';

const MAX_MS = 5000;

/**
 * Kills, in one moment, all that runs as a user. Only its effective user is that one: so it may signal them, and they may not
 * signal it, nor look into it. Its real user is nobody else's.
 */
const KILL_ALL = `
import os, sys
user, own = map(int, sys.argv[1:])
os.setgroups([])
os.setresgid(own, own, own)
os.setresuid(own, user, own)
try: os.kill(-1, 9)
except ProcessLookupError: pass
`;

const logger = new Logger('Containment');

/**
 * Ends all programs of a user that is nobody else's: a chain of programs that each start the next and end is gone from every
 * list of processes before it can be ended one by one.
 */
export async function killProgramsOfUser({ uid }: Pick<ForeignUser, 'uid'>, killer: number): Promise<void> {
  const signal = AbortSignal.timeout(MAX_MS);
  const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  const args = ['-I', '-S', '-c', KILL_ALL, String(uid), String(killer)];
  const input = { command: 'python3', args, workingFolder: '/', environment, signal, isHousekeeping: true };
  const failure = await runCommand(input).then(
    ({ exitCode, stderr }) => (exitCode === 0 ? undefined : stderr.trim()),
    (error: unknown) => String(error),
  );
  if (failure !== undefined) logger.warn(`Programs of the user ${uid} could not be ended all at once: ${failure}`);
}
