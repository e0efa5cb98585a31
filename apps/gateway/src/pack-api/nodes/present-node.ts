import type { NodeState, NodeView } from '@packyard/contracts';
import type { NodeRow } from '@packyard/schema';
import { SILENT_SECONDS } from './rollout/decide-rollout';

export function presentNode(row: NodeRow): NodeView {
  return {
    name: row.name,
    state: stateOf(row),
    generation: row.generation,
    lag: row.lag,
    lag_seconds: Math.round(row.lagSeconds * 10) / 10,
    failures: row.failures,
    platform: row.platform,
    version: row.version,
    reported: row.reportedAt.toISOString(),
    created: row.createdAt.toISOString(),
    token: row.principal,
  };
}

export function stateOf({ silentSeconds, activity, lag, generation, isHeld }: Omit<NodeRow, 'failures'>): NodeState {
  if (silentSeconds > SILENT_SECONDS) return 'stale';
  if (activity === 'failed') return 'failed';
  if (isHeld && activity === 'in_step') return 'held';
  return lag > 0 || generation === null || activity === 'working' ? 'behind' : 'in_step';
}
