import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readPack } from '@packyard/pack';
import { aPack, temporaryFolder, triedContainment } from '@packyard/testing';
import { PackTests } from './pack-tests';

const folder = temporaryFolder();
const path = process.env['PATH'];
let count = 0;
afterEach(() => (process.env['PATH'] = path));

describe('unittest', () => {
  const aTest = (body: string, head = '') =>
    `import unittest\n${head}\nclass Case(unittest.TestCase):\n${body.replace(/^/gm, '    ')}\n`;

  it('counts every kind of result once', async () => {
    const body = [
      'def test_passes(self): print("hello")',
      'def test_fails(self): self.assertEqual(1, 2)',
      'def test_raises(self): raise KeyError("k")',
      '@unittest.skip("later")\ndef test_skipped(self): pass',
      '@unittest.expectedFailure\ndef test_expected(self): self.fail()',
      '@unittest.expectedFailure\ndef test_unexpected(self): pass',
      'def test_parts(self):\n    for part in range(3):\n        with self.subTest(part): self.assertEqual(part, 1)',
    ].join('\n');
    expect(await run(aPack('kinds').withFile('tests/test_a.py', aTest(body)))).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^4 of 7 tests failed in suite unittest: (AssertionError|KeyError): .*\.$/),
      suites: [{ runnerType: 'unittest', total: 7, passed: 2, failed: 4, skipped: 1 }],
    });
  });

  it("finds the pack's own modules, also by relative imports, and lets none hide the standard library's", async () => {
    const pack = aPack('own')
      .withFile('actions/act.py', 'import http.client\n')
      .withFile('actions/http.py', 'raise RuntimeError("not me")\n')
      .withFile('lib/deep.py', '')
      .withFile('sensors/sense.py', '')
      .withFile('tests/__init__.py', '')
      .withFile('tests/base.py', '')
      .withFile('tests/test_a.py', aTest('def test_a(self): pass', 'import act, deep, sense, base\nfrom . import base'))
      .withFile('tests/unit/b_test.py', aTest('def test_b(self): pass', 'import actions.act'));
    expect(await run(pack)).toMatchObject({ status: 'passed', totalTests: 2, passed: 2 });
  });

  it('can not be run when tests import what is not installed, but counts the others', async () => {
    const pack = () =>
      aPack('stackstorm')
        .withFile('tests/test_a.py', aTest('def test_a(self): pass', 'from st2tests.base import BaseActionTestCase'))
        .withFile('tests/test_b.py', aTest('def test_b(self): pass'));
    expect(await run(pack())).toMatchObject({
      status: 'not_runnable',
      totalTests: 1,
      passed: 1,
      reason: "The tests import st2tests, which is not installed in the pack's environment.",
    });
    const failing = pack().withFile('tests/test_c.py', aTest('def test_c(self): self.fail("no")'));
    expect(await run(failing)).toMatchObject({ status: 'failed', totalTests: 2, failed: 1 });
  });

  it('fails for a test file that is no Python', async () => {
    expect(await run(aPack('syntax').withFile('tests/test_a.py', 'def (\n'))).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^1 of 1 tests failed in suite unittest: SyntaxError: /),
    });
  });

  it('fails when a test ends the interpreter', async () => {
    const pack = aPack('leaving').withFile('tests/test_a.py', aTest('def test_a(self):\n    import os; os._exit(0)'));
    expect(await run(pack)).toMatchObject({
      status: 'failed',
      failed: 1,
      reason: expect.stringContaining('ended with exit code 0 before it had reported its tests'),
    });
  });

  it("runs one file in the pack's environment when the manifest says so", async () => {
    const pack = aPack('one')
      .withFile('tests/check.py', aTest('def test_a(self): self.assertIn("environment", sys.prefix)', 'import sys'))
      .withFile('tests/test_b.py', aTest('def test_b(self): self.fail()'));
    const testing = { runners: { python: { type: 'unittest', entry_point: 'tests/check.py' } } };
    expect(await run(pack, { testing, virtualenv: makeVirtualenv() })).toMatchObject({
      status: 'passed',
      suites: [{ name: 'python', runnerType: 'unittest', total: 1 }],
    });
  });

  it('can not be run without Python', async () => {
    process.env['PATH'] = join(folder, 'nothing-here');
    expect(await run(aPack('snakeless').withFile('tests/test_a.py', ''))).toMatchObject({
      status: 'not_runnable',
      reason: expect.stringContaining("'python3' was not found"),
    });
  });
});

interface Given {
  testing?: Record<string, unknown>;
  virtualenv?: string;
}

async function run(pack: ReturnType<typeof aPack>, { testing, ...environments }: Given = {}) {
  count += 1;
  const copy = pack.writeTo(join(folder, `pack-${count}`));
  const { manifest } = await readPack(copy);
  const scratchFolder = join(folder, 'scratch');
  const request = { folder: copy, scratchFolder, manifest: { ...manifest, testing: testing ?? null }, ...environments };
  return new PackTests(await triedContainment()).run(request, AbortSignal.timeout(60_000));
}

function makeVirtualenv(): string {
  const target = join(folder, 'environment');
  execFileSync('python3', ['-m', 'venv', '--without-pip', target]);
  return target;
}
