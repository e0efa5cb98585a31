import type { RolloutPolicy, RolloutView } from '@packyard/contracts';
import type { RolloutNodeRow, RolloutRow } from '@packyard/schema';
import { nodeOf } from './rollout-progress';

const HINT =
  'See what failed with packyard nodes. Then go on without these nodes (packyard rollout resume), or go back (packyard rollback).';

/** Without a rollout, all nodes are told the latest generation at once. */
export function presentRollout(
  policy: RolloutPolicy,
  rollout: RolloutRow | undefined,
  { nodes, latest }: { nodes: readonly RolloutNodeRow[]; latest: number },
): RolloutView {
  const { status, generation } = rollout ?? { status: 'complete', generation: latest };
  const isComplete = status === 'complete';
  const stepCount = policy.steps.length + 1;
  return {
    policy,
    status,
    generation,
    base_generation: rollout?.baseGeneration ?? generation,
    step: isComplete ? stepCount : Math.min(rollout?.step ?? 0, stepCount),
    step_count: stepCount,
    reason: rollout?.reason ?? null,
    hint: status === 'stopped' ? HINT : null,
    nodes: countsOf(nodes, { generation, isComplete }),
    started: rollout?.startedAt.toISOString() ?? null,
    step_started: rollout?.stepStartedAt.toISOString() ?? null,
  };
}

function countsOf(
  rows: readonly RolloutNodeRow[],
  { generation, isComplete }: { generation: number; isComplete: boolean },
): RolloutView['nodes'] {
  const told = isComplete ? rows : rows.filter((row) => nodeOf(row, generation).isTold);
  return {
    all: rows.length,
    told: told.length,
    whole: told.filter((row) => nodeOf(row, generation).isWhole).length,
    failed: told.filter(({ activity }) => activity === 'failed').length,
    held: rows.length - told.length,
  };
}
