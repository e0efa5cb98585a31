import { asksFor, type InstallPacksOutput, type PlanOutput } from '@packyard/contracts';
import type { ExecutionPackEntity } from '@packyard/schema';
import { completedOf, type EndedExecution, failedOf } from './ended-execution';
import { registeredPack } from './register-packs-output';

export function installPacksOutput(ended: EndedExecution): InstallPacksOutput {
  const isDryRun = asksFor(ended.execution, 'dry_run');
  const installed = isDryRun ? [] : completedOf(ended);
  const failed = failedOf(ended);
  return {
    ...(isDryRun ? { plan: planOf(completedOf(ended)) } : {}),
    installed_packs: installed.map((pack) => ({
      ...registeredPack(pack),
      source: pack.sourceText,
      origin: pack.origin,
      enabled: pack.registrationResult?.isEnabled ?? true,
      component_changes: pack.registrationResult?.componentChanges ?? null,
      replaced_version: pack.registrationResult?.replacedVersion ?? null,
      was_installed: pack.registrationResult?.wasInstalled ?? false,
      chosen_because: pack.chosenBecause,
      warnings: pack.downloadResult?.warnings ?? [],
    })),
    failed_packs: failed.map((pack) => ({
      pack_ref: pack.ref,
      source: pack.sourceText,
      origin: pack.origin,
      error_stage: pack.stage,
      error: pack.error?.message ?? 'The execution was cancelled before this pack was installed.',
      code: pack.error?.code ?? 'CANCELLED',
      hint: pack.error?.hint ?? null,
    })),
    summary: {
      total_packs: ended.packs.length,
      success_count: completedOf(ended).length,
      failure_count: failed.length,
      duration_ms: ended.durationMs,
    },
  };
}

/** All packs are compared at the same moment; were they not, the earliest counts. */
function planOf(packs: readonly ExecutionPackEntity[]): PlanOutput {
  const planned = packs.flatMap(({ actionResult, ...row }) =>
    actionResult?.planned === undefined ? [] : [{ row, ...actionResult.planned }],
  );
  const bases = planned.map(({ base_generation: base }) => base);
  return {
    base_generation: bases.length === 0 ? null : Math.min(...bases),
    packs: planned.map(({ row, base_generation: _base, ...pack }) => ({
      ...pack,
      source: row.sourceText,
      origin: row.origin,
      chosen_because: row.chosenBecause,
      warnings: row.downloadResult?.warnings ?? [],
    })),
  };
}
