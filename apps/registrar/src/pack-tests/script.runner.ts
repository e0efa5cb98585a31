import { basename } from 'node:path';
import { counted } from './suite-findings';
import { outputOf } from './suite-output';
import { readFileHead } from './read-file-head';
import { readSimpleCounts } from './simple-format-counts';
import { type SuiteFindings, oneTest, type PlannedSuite, type TestWorkspace } from './suite';
import { readTap } from './tap';

const SKIPPED = 77;

/** Runs a script in the pack's folder; its TAP counts, or what it tells in Attune's format `simple`, otherwise its exit code: 0 passed, 77 skipped, else failed. */
export async function runScript(suite: PlannedSuite, { run }: TestWorkspace): Promise<SuiteFindings> {
  const [command = 'sh', ...args] = await interpreterOf(suite.target);
  const result = await run(command, [...args, suite.target]);
  const tap = readTap(result.stdout, suite.resultFormat === 'tap');
  if (tap !== undefined) return counted(suite, result, tap);
  const isSimple = suite.resultFormat === undefined || suite.resultFormat === 'simple';
  const simple = isSimple ? readSimpleCounts(`${result.stdout}\n${result.stderr}`) : undefined;
  if (simple !== undefined && simple.total > 0) return counted(suite, result, simple);
  if (result.exitCode === SKIPPED) return { counts: oneTest('skipped'), output: outputOf(result) };
  return counted(suite, result, oneTest(result.exitCode === 0 ? 'passed' : 'failed'));
}

/** The words of the shebang, found by name on the path: the pack's own Python comes before the system's. */
async function interpreterOf(script: string): Promise<string[]> {
  const shebang = /^#!([^\n]*)/.exec(await readFileHead(script, 256))?.[1] ?? '';
  const [program = '', ...args] = shebang.split(/\s+/).filter((word) => word !== '');
  if (basename(program) !== 'env') return program === '' ? [] : [basename(program), ...args];
  const words = args.slice(args.findIndex((word) => !word.startsWith('-') && !word.includes('=')));
  return words.length === 0 ? [] : [basename(words[0] ?? ''), ...words.slice(1)];
}
