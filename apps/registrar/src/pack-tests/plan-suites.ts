import { RejectedError } from '@packyard/contracts';
import type { Manifest } from '@packyard/pack';
import { findInside } from './find-inside';
import { findSuites } from './find-suites';
import type { PlannedSuite, RunnerType } from './suite';
import { readTestingSection, type Runner, type TestingSection } from './testing-section';
import { findTestsFolder } from './tests-folder';

export interface SuitePlan {
  suites: PlannedSuite[];
  /** Which part of the tests has to pass, 0 to 1; all of them unless the pack says so. */
  minPassRate?: number;
}

export interface PlanningInput {
  folder: string;
  manifest: Manifest;
  virtualenv?: string;
}

const RUNNER_TYPES = { script: 'shell', unittest: 'unittest', pytest: 'pytest', npm: 'npm' } as const satisfies Record<
  Runner['type'],
  RunnerType
>;
const DEFAULT_TIMEOUT_SECONDS = 300;

/**
 * Which suites a pack has.
 * @throws RejectedError MANIFEST_INVALID or ARCHIVE_UNSAFE_PATH for tests that the manifest describes wrongly
 */
export async function planSuites(planning: PlanningInput): Promise<SuitePlan> {
  const section = readTestingSection(planning.manifest.testing);
  if (section.enabled === false) return { suites: [] };
  const testsFolder = await findTestsFolder(planning.folder, section.discovery?.path ?? undefined);
  const suites = hasRunners(section)
    ? await namedSuites(planning.folder, section, testsFolder)
    : (await findSuites({ ...planning, testsFolder })).map((suite) => ({ ...suite, timeoutSeconds: timeoutOf() }));
  return { suites, ...(section.min_pass_rate == null ? {} : { minPassRate: section.min_pass_rate }) };
}

function hasRunners(section: TestingSection): boolean {
  return Object.keys(section.runners ?? {}).length > 0;
}

function namedSuites(folder: string, section: TestingSection, testsFolder?: string): Promise<PlannedSuite[]> {
  return Promise.all(
    Object.entries(section.runners ?? {}).map(async ([name, runner]) => ({
      name,
      runnerType: RUNNER_TYPES[runner.type],
      target: await targetOf(folder, { name, runner }, testsFolder),
      timeoutSeconds: timeoutOf(runner),
      ...(runner.result_format == null ? {} : { resultFormat: runner.result_format }),
    })),
  );
}

async function targetOf(
  folder: string,
  named: { name: string; runner: Runner },
  testsFolder?: string,
): Promise<string> {
  const { type, entry_point: entryPoint } = named.runner;
  if (entryPoint == null) {
    if (type === 'npm') return folder;
    if (type !== 'script' && testsFolder !== undefined) return testsFolder;
    throw badRunner(named.name, 'has no entry_point');
  }
  const target = await findInside(folder, entryPoint);
  if (target === undefined) throw badRunner(named.name, `names ${entryPoint}, which is not in the pack`);
  return target;
}

function badRunner(name: string, problem: string): RejectedError {
  return new RejectedError('MANIFEST_INVALID', `The test runner '${name}' of the manifest ${problem}.`, {
    hint: 'Name a file or folder of the pack as its entry_point, and submit the pack again.',
  });
}

function timeoutOf(runner?: Runner): number {
  return Math.min(3600, Math.max(1, runner?.timeout ?? DEFAULT_TIMEOUT_SECONDS));
}
