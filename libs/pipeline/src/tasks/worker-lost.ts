import { UnavailableError } from '@packyard/contracts';
import type { LeasedTask } from '@packyard/schema';

/** The process ended while the task was at work, which may have been the task's own doing: so it counts as a try. */
export function workerLost({ stage }: LeasedTask): UnavailableError {
  return new UnavailableError('WORKER_LOST', `The worker that was to ${stage} fell silent.`, {
    hint: 'If it happens again, look for a worker that is killed, for example for lack of memory, or in its log.',
  });
}
