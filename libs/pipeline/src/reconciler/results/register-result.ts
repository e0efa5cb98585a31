import type { RegisteredPackOutput, RegisterPacksOutput } from '@packyard/contracts';
import type { ExecutionPackEntity } from '@packyard/schema';
import { completedOf, type EndedExecution, errorText, failedOf } from './ended-execution';

export function registerResult(ended: EndedExecution): RegisterPacksOutput {
  const registered = completedOf(ended).map(registeredPack);
  const failed = failedOf(ended);
  const counts = registered.flatMap((pack) => Object.values(pack.components_registered));
  return {
    registered_packs: registered,
    failed_packs: failed.map((pack) => ({
      pack_ref: pack.ref ?? 'unknown',
      pack_path: pack.sourceText,
      error: errorText(pack),
      error_stage: errorStage(pack),
    })),
    summary: {
      total_packs: ended.packs.length,
      success_count: registered.length,
      failure_count: failed.length,
      total_components: counts.reduce((sum, count) => sum + count, 0),
      duration_ms: ended.durationMs,
    },
  };
}

export function registeredPack(pack: ExecutionPackEntity): RegisteredPackOutput {
  const { registered, ref, version } = pack;
  if (registered === null || ref === null || version === null) {
    throw new Error(`Pack ${pack.id} is completed but was never registered`);
  }
  return {
    pack_ref: ref,
    pack_id: registered.packId,
    pack_version: version,
    storage_path: registered.reachablePath,
    components_registered: registered.components,
    test_result: registered.testResult,
    validation_results: { valid: registered.validationErrors.length === 0, errors: registered.validationErrors },
  };
}

function errorStage({ stage, error }: ExecutionPackEntity): RegisterPacksOutput['failed_packs'][number]['error_stage'] {
  if (error?.code === 'TESTS_FAILED') return 'testing';
  return stage === 'register' ? 'registration' : 'validation';
}
