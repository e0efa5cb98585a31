import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PackTestReport, RejectedError } from '@packyard/contracts';
import { readPack } from '@packyard/pack';
import { aPack, eventually, temporaryFolder, triedContainment } from '@packyard/testing';
import { PackTests } from './pack-tests';

const FAILING = 'echo "Error: it broke" >&2; exit 1\n';
const folder = temporaryFolder();
let count = 0;

describe('The tests of a pack', () => {
  it('are none when it has none, and when it switches them off', async () => {
    const none = { status: 'none', totalTests: 0, reason: null, suites: [] };
    expect(await run(aPack('bare'))).toMatchObject(none);
    expect(await run(aPack('tests').withFile('tests/README.md', 'soon\n'))).toMatchObject(none);
    expect(await run(aPack('off').withFile('tests/test_a.sh', FAILING), { enabled: false })).toMatchObject(none);
  });

  it('are found where tests usually are', async () => {
    const pack = aPack('usual')
      .withFile('test/test_a.sh', 'exit 0\n')
      .withFile('test/b_test.sh', 'exit 0\n')
      .withFile('test/run_tests.sh', 'exit 0\n')
      .withFile('test/prepare.sh', FAILING)
      .withFile('test/unit/test_c.py', 'import unittest\nclass C(unittest.TestCase):\n    def test_c(self): pass\n')
      .withFile('package.json', '{"scripts": {"test": "true"}}');
    const report = await run(pack);
    expect(report).toMatchObject({ status: 'passed', totalTests: 5, passed: 5, reason: null });
    expect(report.suites.map((suite) => suite.name)).toEqual([
      'unittest',
      'test/b_test.sh',
      'test/run_tests.sh',
      'test/test_a.sh',
      'npm',
    ]);
  });

  it('are looked for in the folder that the manifest names', async () => {
    const pack = aPack('elsewhere').withFile('checks/test_a.sh', 'exit 0\n').withFile('tests/test_b.sh', FAILING);
    expect(await run(pack, { discovery: { method: 'directory', path: 'checks' }, runners: null })).toMatchObject({
      status: 'passed',
      suites: [{ name: 'checks/test_a.sh' }],
    });
  });

  it('are only those of the manifest when it names some', async () => {
    const pack = aPack('named').withFile('tests/a.sh', 'exit 0\n').withFile('tests/test_b.sh', FAILING);
    expect(await run(pack, withScript('tests/a.sh'))).toMatchObject({ status: 'passed', suites: [{ name: 'mine' }] });
  });

  it('fail when one suite does, in a sentence that says which and why', async () => {
    const pack = aPack('mixed').withFile('tests/test_a.sh', 'exit 0\n').withFile('tests/test_b.sh', FAILING);
    expect(await run(pack)).toMatchObject({
      status: 'failed',
      totalTests: 2,
      failed: 1,
      reason: '1 of 1 tests failed in suite tests/test_b.sh: Error: it broke.',
    });
  });

  it('may fail as far as the manifest lets them', async () => {
    const pack = () => aPack('rate').withFile('tests/a.sh', 'echo 1..4; echo ok; echo ok; echo ok; echo not ok\n');
    const rate = (rate: number) => ({ ...withScript('tests/a.sh'), min_pass_rate: rate });
    expect(await run(pack(), rate(0.75))).toMatchObject({ status: 'passed', failed: 1, reason: null });
    expect(await run(pack(), rate(0.8))).toMatchObject({ status: 'failed', failed: 1 });
  });

  it('are not excused by a pass rate when a suite breaks without a failed test', async () => {
    const pack = aPack('broken').withFile('tests/a.sh', 'echo 1..1; echo ok 1; echo "Error: out of memory"; exit 3\n');
    expect(await run(pack, { ...withScript('tests/a.sh'), min_pass_rate: 0.1 })).toMatchObject({
      status: 'failed',
      failed: 0,
      reason: 'The suite mine ended with exit code 3 although none of its tests failed: Error: out of memory.',
    });
  });

  it('rather fail than can not be run, and rather can not be run than pass', async () => {
    const runners = {
      good: { type: 'script', entry_point: 'tests/good.sh' },
      strange: { type: 'script', entry_point: 'tests/strange.sh' },
    };
    const pack = () =>
      aPack('order').withFile('tests/good.sh', '').withFile('tests/strange.sh', '#!/bin/no-such-shell\n');
    expect(await run(pack(), { runners })).toMatchObject({
      status: 'not_runnable',
      totalTests: 1,
      reason: expect.stringContaining("'no-such-shell' was not found"),
    });
    expect(await run(pack().withFile('tests/good.sh', FAILING), { runners })).toMatchObject({ status: 'failed' });
  });

  it('fail after their time, with everything that they started', async () => {
    // Known by its argument: in a namespace of its own it has another number than out here.
    const forLong = String(300 + Math.random());
    const pack = aPack('slow').withFile('tests/a.sh', `sleep ${forLong} & wait\n`);
    const testing = { runners: { mine: { type: 'script', entry_point: 'tests/a.sh', timeout: 0 } }, min_pass_rate: 0 };
    expect(await run(pack, testing)).toMatchObject({
      status: 'failed',
      failed: 1,
      reason: 'The tests took longer than 1 seconds and were stopped.',
    });
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(`sleep ${forLong}`);
  });

  it('end without a report when the signal is aborted, even by a time limit around them', async () => {
    const abort = new AbortController();
    const running = run(aPack('stopped').withFile('tests/test_a.sh', 'touch started; sleep 300\n'), undefined, {
      signal: abort.signal,
    });
    const ended = expect(running).rejects.toThrow('The stage took too long.');
    await eventually(() => expect(existsSync(join(latest(), 'started'))).toBe(true));
    abort.abort(new RejectedError('TIMED_OUT', 'The stage took too long.'));
    await ended;
  });

  it('see nothing of ours, and have a home that is gone afterwards', async () => {
    process.env['PACKYARD_ADMIN_TOKEN'] = 's3cr3t-admin-token';
    const pack = aPack('curious').withFile('tests/test_a.sh', 'touch $HOME/litter $TMPDIR/litter && env && pwd\n');
    const { suites } = await run(pack);
    const output = suites[0]?.output ?? '';
    expect(output).not.toMatch(/s3cr3t|PACKYARD_/);
    expect(output).toContain(`PACK_DIR=${latest()}\n`);
    expect(output).toMatch(new RegExp(`^${latest()}$`, 'm'));
    const home = /^HOME=(.*)$/m.exec(output)?.[1] ?? '';
    expect(home).toContain(join(folder, 'scratch', 'suite-'));
    expect(existsSync(dirname(home))).toBe(false);
  });

  it('are reported with the end of their output, masked', async () => {
    const noise = 'i=0; while [ $i -lt 3000 ]; do echo "line $i of many"; i=$((i+1)); done\n';
    const pack = aPack('loud').withFile(
      'tests/test_a.sh',
      `${noise}echo fetching https://me:s3cr3t@h.example/x\nexit 1\n`,
    );
    const report = await run(pack);
    expect(Buffer.byteLength(report.suites[0]!.output)).toBeLessThanOrEqual(16 * 1024);
    expect(report.suites[0]!.output).toMatch(/line 2999 of many\nfetching https:\/\/\*\*\*@h\.example\/x$/);
    expect(report.reason).toBe('1 of 1 tests failed in suite tests/test_a.sh: fetching https://***@h.example/x.');
  });

  it.each([
    ['an entry point above the pack', withScript('../outside.sh'), /'\.\.\/outside\.sh', which is not safe/],
    ['an absolute entry point', withScript('/bin/true'), /it is absolute/],
    ['an entry point behind a link', withScript('away/true'), /a link that leads out of the pack/],
    ['a tests folder above the pack', { discovery: { path: '..' } }, /it leads out of the pack/],
    ['an entry point that is not there', withScript('tests/none.sh'), /'mine' .* names tests\/none\.sh, which is not/],
    ['a script without an entry point', { runners: { mine: { type: 'script' } } }, /'mine' .* has no entry_point/],
    ['a runner of an unknown type', { runners: { mine: { type: 'cargo' } } }, /testing\.runners\.mine\.type/],
    ['an impossible pass rate', { min_pass_rate: 80 }, /testing\.min_pass_rate/],
  ])('fail without being run because of %s', async (_problem, testing, reason) => {
    const pack = aPack('wrong').withFile('tests/test_a.sh', 'touch ran\n');
    expect(await run(pack, testing)).toMatchObject({
      status: 'failed',
      totalTests: 0,
      reason: expect.stringMatching(reason),
    });
    expect(existsSync(join(latest(), 'ran'))).toBe(false);
  });

  it('find the Node.js packages of the environment, unless the pack brings its own', async () => {
    const nodeModules = join(folder, 'environment', 'node_modules');
    mkdirSync(nodeModules, { recursive: true });
    await run(aPack('linked'), undefined, { nodeModules });
    expect(readlinkSync(join(latest(), 'node_modules'))).toBe(nodeModules);
    await run(aPack('bringing').withFile('node_modules/a/index.js', ''), undefined, { nodeModules });
    expect(existsSync(join(latest(), 'node_modules/a'))).toBe(true);
  });
});

function withScript(entryPoint: string) {
  return { runners: { mine: { type: 'script', entry_point: entryPoint, result_format: 'simple' } } };
}

async function run(
  pack: ReturnType<typeof aPack>,
  testing?: Record<string, unknown>,
  { signal = AbortSignal.timeout(60_000), ...environments }: { signal?: AbortSignal; nodeModules?: string } = {},
): Promise<PackTestReport> {
  count += 1;
  pack.writeTo(latest());
  const { manifest } = await readPack(latest());
  symlinkSync('/bin', join(latest(), 'away'));
  const scratchFolder = join(folder, 'scratch');
  const request = {
    folder: latest(),
    scratchFolder,
    manifest: { ...manifest, testing: testing ?? null },
    ...environments,
  };
  return PackTestReport.parse(await new PackTests(await triedContainment()).run(request, signal));
}

/** The copy of the pack whose tests were run last. */
function latest(): string {
  return join(folder, `pack-${count}`);
}
