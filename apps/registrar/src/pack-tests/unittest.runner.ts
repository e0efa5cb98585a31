import { z } from 'zod';
import { counted, uncounted } from './suite-findings';
import { missingModules } from './missing-modules';
import type { SuiteFindings, PlannedSuite, TestWorkspace } from './suite';
import { UNITTEST_PROGRAM } from './unittest-program';

const MOST = 1_000_000;

const Count = z.int().min(0).max(MOST);
/** What is run may write it as well: only what is possible is taken. */
const Report = z
  .strictObject({ total: Count, passed: Count, failed: Count, skipped: Count, missing: z.array(z.string()) })
  .refine(({ total, passed, failed, skipped }) => total === passed + failed + skipped);

/** Finds and runs tests with Python's own unittest, which every interpreter has. */
export async function runUnittest(suite: PlannedSuite, { folder, python, run }: TestWorkspace): Promise<SuiteFindings> {
  const result = await run(python, ['-c', UNITTEST_PROGRAM, folder, suite.target]);
  const lines = result.stdout.trimEnd().split('\n');
  const report = Report.safeParse(parseJson(lines.pop() ?? ''));
  if (!report.success) return uncounted(suite, result);
  const { missing, ...counts } = report.data;
  const findings = counted(suite, { ...result, stdout: lines.join('\n') }, counts);
  if (missing.length === 0 || counts.failed > 0) return findings;
  return { ...findings, obstacle: missingModules(missing) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
