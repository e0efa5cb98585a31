import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPack } from '@packyard/pack';
import { aPack, temporaryFolder, triedContainment } from '@packyard/testing';
import { PackTests } from './pack-tests';

// Does what its tests folder tells it to: real packages can't be installed here.
const FAKE_PYTEST = `
import json, os, sys
if __name__ == "__main__":
    said = json.load(open(os.path.join(sys.argv[-1], "pytest.json")))
    report = [option.split("=", 1)[1] for option in sys.argv if option.startswith("--junitxml=")][0]
    if "counts" in said:
        open(report, "w").write('<testsuites><testsuite name="pytest" %s time="0.1"></testsuite></testsuites>' % said["counts"])
    print(said.get("output", os.environ.get("PYTHONPATH", "")))
    sys.exit(said.get("exit", 0))
`;
const folder = temporaryFolder();
const withPytestInstalled = makeVirtualenv('environment', { pytest: FAKE_PYTEST });
// Not the worker's own Python, which may have pytest.
const bare = makeVirtualenv('bare', {});
let count = 0;

describe('pytest', () => {
  const counts = 'errors="1" failures="1" skipped="2" tests="9"';

  it('is used when a test imports it, and its JUnit report is counted', async () => {
    const pack = withPytest({ counts, exit: 1, output: 'E   AssertionError: assert 1 == 2\n2 failed' });
    expect(await run(pack, { virtualenv: withPytestInstalled })).toMatchObject({
      status: 'failed',
      reason: '2 of 9 tests failed in suite pytest: E AssertionError: assert 1 == 2.',
      suites: [{ name: 'pytest', runnerType: 'pytest', total: 9, passed: 5, failed: 2, skipped: 2 }],
    });
  });

  it('is used when the pack is set up for it and it is installed', async () => {
    const pack = () =>
      withPytest({ counts: 'tests="1"' }, 'def test_a(): pass\n').withFile('tests/conftest.py', '# nothing\n');
    expect(await run(pack(), { virtualenv: withPytestInstalled })).toMatchObject({
      suites: [{ name: 'pytest', passed: 1 }],
    });
    expect(await run(pack(), { virtualenv: bare })).toMatchObject({ suites: [{ name: 'unittest' }] });
  });

  it("sees the pack's own code", async () => {
    const pack = withPytest({ counts: 'tests="1"' }).withFile('lib/own.py', '');
    const report = await run(pack, { virtualenv: withPytestInstalled });
    expect(report.suites[0]?.output).toMatch(/\/lib:.*\/actions$/);
  });

  it('can not be run where it is not installed', async () => {
    expect(await run(withPytest({ exit: 1 }), { virtualenv: bare })).toMatchObject({
      status: 'not_runnable',
      totalTests: 0,
      reason: "pytest is not installed in the pack's environment; add it to requirements.txt.",
    });
  });

  it('can not be run when all that fails is importing what is not installed', async () => {
    const output =
      "E   ModuleNotFoundError: No module named 'st2tests'\nE   ModuleNotFoundError: No module named 'mock'";
    const pack = (counts: string) => withPytest({ counts, exit: 2, output });
    expect(await run(pack('errors="2" failures="0" tests="2"'), { virtualenv: withPytestInstalled })).toMatchObject({
      status: 'not_runnable',
      totalTests: 0,
      reason: "The tests import mock and st2tests, which are not installed in the pack's environment.",
    });
    expect(await run(pack('errors="3" tests="3"'), { virtualenv: withPytestInstalled })).toMatchObject({
      status: 'failed',
    });
  });

  it('passes when it finds no tests', async () => {
    const pack = withPytest({ counts: 'tests="0"', exit: 5 });
    expect(await run(pack, { virtualenv: withPytestInstalled })).toMatchObject({ status: 'passed', totalTests: 0 });
  });

  it('fails when it leaves no report, whatever its exit code', async () => {
    expect(await run(withPytest({ output: 'fine' }), { virtualenv: withPytestInstalled })).toMatchObject({
      status: 'failed',
      failed: 1,
      reason: 'The suite pytest ended with exit code 0 before it had reported its tests: fine.',
    });
  });
});

async function run(pack: ReturnType<typeof aPack>, environments: { virtualenv: string }) {
  count += 1;
  const copy = pack.writeTo(join(folder, `pack-${count}`));
  const { manifest } = await readPack(copy);
  const scratchFolder = join(folder, 'scratch');
  const request = { folder: copy, scratchFolder, manifest: { ...manifest, testing: null }, ...environments };
  return new PackTests(await triedContainment()).run(request, AbortSignal.timeout(60_000));
}

function withPytest(said: object, test = 'import pytest\n') {
  return aPack('pytest').withFile('tests/test_a.py', test).withFile('tests/pytest.json', JSON.stringify(said));
}

function makeVirtualenv(name: string, modules: Record<string, string>): string {
  const target = join(folder, name);
  execFileSync('python3', ['-m', 'venv', '--without-pip', target]);
  const [version = ''] = readdirSync(join(target, 'lib'));
  for (const [module, code] of Object.entries(modules)) {
    writeFileSync(join(target, 'lib', version, 'site-packages', `${module}.py`), code);
  }
  return target;
}
