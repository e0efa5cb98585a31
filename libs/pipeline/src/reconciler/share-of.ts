import { type EnvironmentId, isUrgent } from '@packyard/contracts';
import type { ExecutionSnapshot, Share } from '@packyard/schema';

/** A request of so many packs, with what they depend on, is small. */
const FEW_PACKS = 4;

/**
 * As whose an execution's tasks wait. A requester has two shares, so that small requests need not wait for all of the
 * requester's large ones.
 */
export function shareOf({
  execution,
  packs,
  endedCounts,
}: Pick<ExecutionSnapshot, 'execution' | 'packs' | 'endedCounts'>): Share {
  const count = packs.length + endedCounts.completed + endedCounts.failed + endedCounts.cancelled;
  return {
    name: `${execution.requesterKey}, ${count <= FEW_PACKS ? 'small' : 'large'}`,
    isUrgent: isUrgent(execution),
  };
}

/** What others are to build, and this execution waits for. */
export function awaitedBuilds({
  environments,
  tasks,
}: Pick<ExecutionSnapshot, 'environments' | 'tasks'>): EnvironmentId[] {
  const own = new Set(
    tasks.filter(({ status }) => status === 'pending' || status === 'running').map((task) => task.environmentId),
  );
  return environments.filter(({ id, isBeingBuilt }) => isBeingBuilt && !own.has(id)).map(({ id }) => id);
}
