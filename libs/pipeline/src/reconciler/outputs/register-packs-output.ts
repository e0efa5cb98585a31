import type { RegisteredPackOutput, RegisterPacksOutput } from '@packyard/contracts';
import type { ExecutionPackEntity } from '@packyard/schema';
import { completedOf, type EndedExecution, errorText, failedOf } from './ended-execution';

export function registerPacksOutput(ended: EndedExecution): RegisterPacksOutput {
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
  const { registrationResult, ref, version } = pack;
  if (registrationResult === null || ref === null || version === null) {
    throw new Error(`Pack ${pack.id} is completed but was never registered`);
  }
  return {
    pack_ref: ref,
    pack_id: registrationResult.packId,
    pack_version: version,
    storage_path: registrationResult.reachablePath,
    components_registered: registrationResult.components,
    test_result: registrationResult.testResult,
    validation_results: {
      valid: registrationResult.validationErrors.length === 0,
      errors: registrationResult.validationErrors,
    },
  };
}

function errorStage({ stage, error }: ExecutionPackEntity): RegisterPacksOutput['failed_packs'][number]['error_stage'] {
  if (error?.code === 'TESTS_FAILED') return 'testing';
  return stage === 'register' ? 'registration' : 'validation';
}
