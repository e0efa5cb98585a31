import type { Actor, ExecutionId } from '@packyard/contracts';

/** Who changes what is enabled, and in whose words; kept with the generation. */
export interface ChangeCause {
  actor: Actor;
  /** `enabled slack 2.0.0`. */
  reason: string;
  executionId?: ExecutionId | undefined;
  /** The generation whose state comes back. */
  restoredFrom?: number | undefined;
  /** What the execution changed is taken back: older requests may enable their versions again. */
  isUndo?: boolean;
}
