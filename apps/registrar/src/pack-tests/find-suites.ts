import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { hasTestScript } from './package-file';
import { usesPytest } from './uses-pytest';
import type { PlannedSuite } from './suite';

type FoundSuite = Omit<PlannedSuite, 'timeoutSeconds'>;

interface Search {
  folder: string;
  testsFolder: string | undefined;
  virtualenv?: string;
}

const PYTHON_TEST = /^test_.*\.py$|_test\.py$/;
const TEST_SCRIPT = /^test_.*\.sh$|_test\.sh$|^run_tests\.sh$/;

/** The suites of a pack whose manifest names none: what lies where tests usually do. */
export async function findSuites({ folder, testsFolder, virtualenv }: Search): Promise<FoundSuite[]> {
  const files = testsFolder === undefined ? [] : await filesBelow(testsFolder);
  const suites: FoundSuite[] = [];
  if (testsFolder !== undefined && files.some((file) => PYTHON_TEST.test(file.name))) {
    const python = files.filter((file) => file.name.endsWith('.py')).map((file) => join(file.parentPath, file.name));
    const runnerType = (await usesPytest(folder, python, virtualenv)) ? 'pytest' : 'unittest';
    suites.push({ name: runnerType, runnerType, target: testsFolder });
  }
  for (const file of files) {
    if (file.parentPath !== testsFolder || !TEST_SCRIPT.test(file.name)) continue;
    const target = join(testsFolder, file.name);
    suites.push({ name: relative(folder, target), runnerType: 'shell', target });
  }
  if (await hasTestScript(folder)) suites.push({ name: 'npm', runnerType: 'npm', target: folder });
  return suites;
}

async function filesBelow(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !relative(folder, entry.parentPath).split('/').includes('node_modules'))
    .sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1));
}
