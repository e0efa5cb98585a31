import type { ExportPacksOutput } from '@packyard/contracts';
import { completedOf, type EndedExecution, errorText, failedOf } from './ended-execution';

export function exportPacksOutput(ended: EndedExecution): ExportPacksOutput {
  const exported = completedOf(ended);
  const failed = failedOf(ended);
  return {
    exported_packs: exported.map(({ ref, version, actionResult }) => ({
      pack_ref: ref ?? '',
      pack_version: version ?? '',
      environments: (actionResult?.exported ?? []).map(({ runtime, vendored, packageCount, bytes }) => ({
        runtime,
        vendored,
        package_count: packageCount,
        bytes,
      })),
    })),
    failed_packs: failed.map((pack) => ({
      pack_ref: pack.ref ?? pack.sourceText,
      error: errorText(pack),
      code: pack.error?.code ?? 'CANCELLED',
      hint: pack.error?.hint ?? null,
    })),
    summary: {
      total_packs: ended.packs.length,
      success_count: exported.length,
      failure_count: failed.length,
      duration_ms: ended.durationMs,
    },
  };
}
