import type { InstallPacksOutput } from '@packyard/contracts';
import { completedOf, type EndedExecution, failedOf } from './ended-execution';
import { registeredPack } from './register-result';

export function installResult(ended: EndedExecution): InstallPacksOutput {
  const installed = completedOf(ended);
  const failed = failedOf(ended);
  return {
    installed_packs: installed.map((pack) => ({
      ...registeredPack(pack),
      source: pack.description,
      origin: pack.origin,
      enabled: pack.registered?.isEnabled ?? true,
      component_changes: pack.registered?.componentChanges ?? null,
      replaced_version: pack.registered?.replacedVersion ?? null,
      was_installed: pack.registered?.wasInstalled ?? false,
      chosen_because: pack.chosen,
      warnings: pack.downloaded?.warnings ?? [],
    })),
    failed_packs: failed.map((pack) => ({
      pack_ref: pack.ref,
      source: pack.description,
      origin: pack.origin,
      error_stage: pack.stage,
      error: pack.error?.message ?? 'The execution was cancelled before this pack was installed.',
      code: pack.error?.code ?? 'CANCELLED',
      hint: pack.error?.hint ?? null,
    })),
    summary: {
      total_packs: ended.packs.length,
      success_count: installed.length,
      failure_count: failed.length,
      duration_ms: ended.durationMs,
    },
  };
}
