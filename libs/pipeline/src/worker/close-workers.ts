import type { INestApplicationContext } from '@nestjs/common';
import { EXIT_CODES, type ExitCode } from '../process/exit-code';
import { LeaseHolder } from '../tasks/lease-holder';

/** Stops all work of this process, and closes what it needs. Tasks that were at work when it broke count that as a failure. */
export async function closeWorkers(app: INestApplicationContext, exitCode: ExitCode): Promise<void> {
  if (exitCode === EXIT_CODES.broken) await app.get(LeaseHolder).stopAll('crashed');
  await app.close();
}
