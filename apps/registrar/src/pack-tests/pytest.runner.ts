import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { counted, uncounted } from './suite-findings';
import { readJunit } from './junit';
import { outputOf } from './suite-output';
import { missingModules } from './missing-modules';
import { readFileHead } from './read-file-head';
import { type SuiteFindings, NO_TESTS, type PlannedSuite, type TestWorkspace } from './suite';

const NOT_INSTALLED = "pytest is not installed in the pack's environment; add it to requirements.txt.";
const CODE_FOLDERS = ['lib', 'actions', 'sensors'];
const NOTHING_COLLECTED = 5;
const COLLECTION_FAILED = 2;

/** Counts what pytest writes to a JUnit report outside of the pack. */
export async function runPytest(
  suite: PlannedSuite,
  { folder, scratch, python, run }: TestWorkspace,
): Promise<SuiteFindings> {
  const probe = await run(python, ['-I', '-c', 'import pytest']);
  if (probe.exitCode !== 0) return { counts: NO_TESTS, output: outputOf(probe), obstacle: NOT_INSTALLED };
  const report = join(scratch, 'report.xml');
  const codePath = CODE_FOLDERS.map((name) => join(folder, name)).filter((path) => existsSync(path));
  const result = await run(python, ['-m', 'pytest', `--junitxml=${report}`, '-q', suite.target], {
    environment: codePath.length === 0 ? {} : { PYTHONPATH: codePath.join(delimiter) },
  });
  if (result.exitCode === NOTHING_COLLECTED) return { counts: NO_TESTS, output: outputOf(result) };
  const counts = readJunit(await readFileHead(report));
  if (counts === undefined) return uncounted(suite, result);
  const missing = modulesMissingIn(result.stdout);
  if (result.exitCode === COLLECTION_FAILED && missing.length > 0 && missing.length === counts.failed) {
    return { counts: NO_TESTS, output: outputOf(result), obstacle: missingModules(missing) };
  }
  return counted(suite, result, counts);
}

function modulesMissingIn(output: string): string[] {
  return [...output.matchAll(/^E +ModuleNotFoundError: No module named '([\w.]+)'/gm)].map((match) => match[1] ?? '');
}
