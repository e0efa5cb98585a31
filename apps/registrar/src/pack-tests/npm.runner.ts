import { readNpmCounts } from './npm-counts';
import { counted } from './suite-findings';
import { findPackageFolder } from './package-file';
import { type SuiteFindings, NO_TESTS, oneTest, type PlannedSuite, type TestWorkspace } from './suite';

/** Runs `npm test`, and counts what the usual test runners print. */
export async function runNpm(suite: PlannedSuite, { folder, path, run }: TestWorkspace): Promise<SuiteFindings> {
  const packageFolder = await findPackageFolder(folder, suite.target);
  if (packageFolder === undefined) {
    return { counts: NO_TESTS, output: '', fault: `The suite ${suite.name} has no package.json with a test script.` };
  }
  // npm's own complaint about a missing node would look like a failed test.
  await run('node', ['--version']);
  // It runs on the Node.js that it came with, and finds the pack's for its scripts in node_modules/.bin.
  const options = { workingFolder: packageFolder, environment: { PATH: path } };
  const result = await run('npm', ['test', '--silent'], options);
  const counts = readNpmCounts(`${result.stdout}\n${result.stderr}`);
  return counted(suite, result, counts ?? oneTest(result.exitCode === 0 ? 'passed' : 'failed'));
}
