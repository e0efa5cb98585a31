import type { TestPacksOutput } from '@packyard/contracts';
import { completedOf, type EndedExecution, errorText, failedOf } from './ended-execution';

export function testPacksOutput(ended: EndedExecution): TestPacksOutput {
  const tested = completedOf(ended).flatMap(({ ref, version, actionResult }) =>
    actionResult?.testResult === undefined
      ? []
      : [{ pack_ref: ref ?? '', pack_version: version ?? '', test_result: actionResult.testResult }],
  );
  const failed = failedOf(ended);
  return {
    tested_packs: tested,
    failed_packs: failed.map((pack) => ({ pack_ref: pack.ref ?? pack.sourceText, error: errorText(pack) })),
    summary: {
      total_packs: ended.packs.length,
      success_count: tested.filter(({ test_result: { status } }) => status !== 'failed').length,
      failure_count: failed.length + tested.filter(({ test_result: { status } }) => status === 'failed').length,
      duration_ms: ended.durationMs,
    },
  };
}
