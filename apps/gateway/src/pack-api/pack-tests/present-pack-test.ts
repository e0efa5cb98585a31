import type { AttuneTestResult, PackTestView } from '@packyard/contracts';
import type { PackTestEntity } from '@packyard/schema';

export function presentTestResult({ ref, version, createdAt, report }: PackTestEntity): AttuneTestResult {
  const { status, totalTests, passed, failed, skipped, durationMs, reason, suites } = report;
  return {
    packRef: ref,
    packVersion: version,
    executionTime: createdAt.toISOString(),
    status,
    totalTests,
    passed,
    failed,
    skipped,
    passRate: passed + failed === 0 ? 0 : passed / (passed + failed),
    durationMs,
    reason,
    summary: { total: totalTests, passed, failed, skipped },
    testSuites: suites.map((suite) => ({ ...suite, testCases: [] })),
  };
}

export function presentPackTest(run: PackTestEntity, packId: number | null): PackTestView {
  const result = presentTestResult(run);
  const { packVersion, executionTime, totalTests, passed, failed, skipped, passRate, durationMs } = result;
  return {
    id: run.id,
    packId,
    packVersion,
    executionTime,
    triggerReason: run.trigger,
    totalTests,
    passed,
    failed,
    skipped,
    passRate,
    durationMs,
    result,
    created: executionTime,
  };
}
