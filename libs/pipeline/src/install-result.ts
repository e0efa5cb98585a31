import type { ExecutionPackEntity } from '@packyard/schema';

/** The result of `core.install_packs`, as it stays readable after the execution ended. */
export function installResult(packs: readonly ExecutionPackEntity[], durationMs: number): Record<string, unknown> {
  const installed = packs.filter((pack) => pack.status === 'completed');
  const failed = packs.filter((pack) => pack.status !== 'completed');
  return {
    installed_packs: installed.map((pack) => ({
      pack_ref: pack.ref,
      pack_version: pack.version,
      source: pack.description,
      origin: pack.origin,
      pack_id: pack.registered?.packId,
      storage_path: pack.registered?.storagePath,
      components_registered: pack.registered?.components,
      replaced_version: pack.registered?.replacedVersion ?? null,
      was_installed: pack.registered?.wasInstalled,
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
      total_packs: packs.length,
      success_count: installed.length,
      failure_count: failed.length,
      duration_ms: durationMs,
    },
  };
}
