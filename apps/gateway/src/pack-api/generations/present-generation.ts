import { type GenerationView, principalOf, type RollbackView } from '@packyard/contracts';
import type { EnabledChange, GenerationRow } from '@packyard/schema';
import type { RolledBack } from '@packyard/versions';

export function presentGeneration(
  row: GenerationRow,
  { currentId, changes }: { currentId: number; changes: readonly EnabledChange[] },
): GenerationView {
  return {
    id: row.id,
    is_current: row.id === currentId,
    created: row.createdAt.toISOString(),
    actor: row.actor,
    actor_kind: principalOf(row.actor, row.actorKind, row.actorId).kind,
    actor_id: row.actorId,
    reason: row.reason,
    restored_from: row.restoredFrom,
    execution_id: row.executionId,
    changes: changes.map(({ ref, former, next }) => ({
      ref,
      version: next?.version ?? null,
      former: former?.version ?? null,
    })),
  };
}

export function presentRollback({ restored, generation, packs, skipped }: RolledBack): RollbackView {
  return {
    restored,
    generation: generation ?? null,
    packs: packs.map(({ ref, former, version, isRestored, isInPlaceOfAnother }) => ({
      ref,
      former,
      version,
      reinstated: isRestored,
      in_place_of_another: isInPlaceOfAnother,
    })),
    skipped,
  };
}
