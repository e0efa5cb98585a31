// What Jest wrote about its runs: `failed FILE` prints the specs to run once more, `sum FOLDER` what CI ends with.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** More failed specs than this are no accident of a busy machine. */
const MOST = 3;

const [command, path] = process.argv.slice(2);
if (command === 'failed') printFailed(path);
else printSum(path);

function printFailed(file) {
  const failed = (existsSync(file) ? specsOf(file) : []).filter(isFailed).map(({ name }) => relative('.', name));
  if (failed.length === 0 || failed.length > MOST) process.exit(1);
  console.log(failed.join(' '));
}

function printSum(folder) {
  const runs = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.again.json'));
  const specs = runs.flatMap((name) => {
    const again = join(folder, name.replace(/\.json$/, '.again.json'));
    const second = existsSync(again) ? specsOf(again) : [];
    const isReplaced = (spec) => second.some(({ name: other }) => other === spec.name);
    const first = specsOf(join(folder, name));
    for (const spec of first.filter((one) => isFailed(one) && isReplaced(one))) printUnsteady(spec, second);
    return [...first.filter((spec) => !isReplaced(spec)), ...second];
  });
  const passed = testsOf(specs, 'passed').length;
  if (passed === 0 || specs.some(isFailed)) process.exitCode = 1;
  console.log(`${passed} passed, ${testsOf(specs, 'failed').length} failed`);
}

function printUnsteady(spec, second) {
  if (second.some((other) => other.name === spec.name && isFailed(other))) return;
  for (const test of testsOf([spec], 'failed')) {
    console.log(`== passed only when run again: ${relative('.', spec.name)} › ${test.fullName}`);
  }
}

function specsOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).testResults;
}

function isFailed({ status }) {
  return status === 'failed';
}

function testsOf(specs, status) {
  return specs.flatMap(({ assertionResults }) => assertionResults).filter((test) => test.status === status);
}
