import type { ExecutionPackEntity, FailedBuild, LiveExecution } from '@packyard/schema';

/** What a result is made from. */
export interface EndedExecution {
  execution: LiveExecution;
  packs: readonly ExecutionPackEntity[];
  /** Of `core.build_pack_envs`. */
  failedBuilds: readonly FailedBuild[];
  durationMs: number;
}

export function completedOf({ packs }: EndedExecution): ExecutionPackEntity[] {
  return packs.filter((pack) => pack.status === 'completed');
}

export function failedOf({ packs }: EndedExecution): ExecutionPackEntity[] {
  return packs.filter((pack) => pack.status !== 'completed');
}

/** On one line: Attune's action scripts paste it into JSON as it is. */
export function errorText({ error }: Pick<ExecutionPackEntity, 'error'>): string {
  const text = error?.message ?? 'The execution was cancelled before this pack was done.';
  return text.replace(/\s+/g, ' ').trim();
}
