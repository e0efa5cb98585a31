import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readPack } from '@packyard/pack';
import { aPack, temporaryFolder, triedContainment } from '@packyard/testing';
import { PackTests } from './pack-tests';

const folder = temporaryFolder();
let count = 0;

describe('scripts', () => {
  it.each([
    ['passed with exit code 0', 'exit 0\n', { status: 'passed', passed: 1 }],
    ['skipped with exit code 77', 'exit 77\n', { status: 'passed', skipped: 1, passed: 0 }],
    ['failed with any other', 'exit 2\n', { status: 'failed', failed: 1 }],
    ['failed when a signal ends them', 'kill -9 $$\n', { status: 'failed', failed: 1 }],
    [
      'counted by their TAP',
      'echo 1..2; echo ok 1; echo not ok 2 - b\n',
      { status: 'failed', totalTests: 2, failed: 1 },
    ],
    ['run by bash when they say so', '#!/usr/bin/env bash\n[[ a == a ]]\n', { status: 'passed' }],
    ['run with the options that they name', '#!/bin/sh -e\nfalse\ntrue\n', { status: 'failed' }],
    ['run by python when they say so', '#!/usr/bin/env -S python3 -u\nimport sys; sys.exit(77)\n', { skipped: 1 }],
  ])('are %s', async (_result, script, expected) => {
    expect(await run(aPack('script').withFile('tests/test_a.sh', script))).toMatchObject(expected);
  });

  it('are counted without a plan when the manifest says that they print TAP', async () => {
    const testing = { runners: { mine: { type: 'script', entry_point: 'checks/a', result_format: 'tap' } } };
    const pack = aPack('tap').withFile('checks/a', 'echo ok 1; echo ok 2\n');
    expect(await run(pack, { testing })).toMatchObject({ status: 'passed', totalTests: 2 });
  });

  it.each([
    [0.8, 'exit 1', { status: 'passed', totalTests: 10, passed: 8, failed: 2 }],
    [0.9, 'exit 0', { status: 'failed', totalTests: 10, passed: 8, failed: 2 }],
  ])('are counted as Attune counts its format simple, and judged by the rate %d', async (rate, end, expected) => {
    const runner = { type: 'script', entry_point: 'tests/test_a.sh', result_format: 'simple' };
    const testing = { runners: { mine: runner }, min_pass_rate: rate };
    const script = `echo 'Total Tests: 10'; echo noise; echo ' Passed: 8' >&2; echo 'Failed: 2'; ${end}\n`;
    expect(await run(aPack('simple').withFile('tests/test_a.sh', script), { testing })).toMatchObject(expected);
  });

  it('count nothing in the format simple when another one is named', async () => {
    const runner = { type: 'script', entry_point: 'tests/test_a.sh', result_format: 'tap' };
    const script = 'echo Total Tests: 10; echo Passed: 8; echo Failed: 2\n';
    const report = await run(aPack('tap').withFile('tests/test_a.sh', script), {
      testing: { runners: { mine: runner } },
    });
    expect(report).toMatchObject({ totalTests: 1 });
  });

  it("find the pack's own Python first", async () => {
    const pack = aPack('snake').withFile('tests/test_a.sh', '#!/usr/bin/python\nimport sys\nprint(sys.prefix)\n');
    const environment = makeVirtualenv();
    const report = await run(pack, { virtualenv: environment });
    expect(report.suites[0]?.output).toBe(environment);
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
