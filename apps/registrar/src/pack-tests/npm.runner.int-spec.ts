import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPack } from '@packyard/pack';
import { aPack, temporaryFolder, triedContainment } from '@packyard/testing';
import { PackTests } from './pack-tests';

const folder = temporaryFolder();
const path = process.env['PATH'];
let count = 0;
afterEach(() => (process.env['PATH'] = path));

describe('npm test', () => {
  const withScript = (test: string) => aPack('node').withFile('package.json', JSON.stringify({ scripts: { test } }));

  it("counts what node's test runner prints", async () => {
    const pack = withScript('node --test').withFile(
      'tests/a.test.js',
      'const {test} = require("node:test");\ntest("a", () => {});\ntest("b", () => { throw new Error("b broke") });\n',
    );
    expect(await run(pack)).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^1 of 2 tests failed in suite npm: .+\.$/),
      suites: [{ runnerType: 'npm', total: 2, passed: 1, failed: 1 }],
    });
  });

  it('is judged by its exit code when it counts nothing', async () => {
    expect(await run(withScript('echo fine'))).toMatchObject({ status: 'passed', totalTests: 1, passed: 1 });
    expect(await run(withScript('echo bad && exit 2'))).toMatchObject({ status: 'failed', totalTests: 1, failed: 1 });
  });

  it('fails with its exit code although it counts no failed test, and with a failed test despite its exit code', async () => {
    expect(await run(withScript('echo "Tests: 4 passed, 4 total" && exit 1'))).toMatchObject({
      status: 'failed',
      totalTests: 4,
      failed: 0,
      reason: expect.stringContaining('ended with exit code 1 although none of its tests failed'),
    });
    expect(await run(withScript('echo "  1 passing" && echo "  1 failing"'))).toMatchObject({ status: 'failed' });
  });

  it("is no suite while it is npm's placeholder, or package.json can't be read", async () => {
    const placeholder = 'echo "Error: no test specified" && exit 1';
    expect(await run(withScript(placeholder))).toMatchObject({ status: 'none' });
    expect(await run(aPack('odd').withFile('package.json', '{'))).toMatchObject({ status: 'none' });
    expect(await run(withScript(placeholder), { runners: { js: { type: 'npm' } } })).toMatchObject({
      status: 'failed',
      reason: 'The suite js has no package.json with a test script.',
    });
  });

  it('is run in the package that the manifest names', async () => {
    const pack = aPack('inner').withFile('web/package.json', '{"scripts": {"test": "pwd"}}').withFile('web/t.js', '');
    const report = await run(pack, { runners: { js: { type: 'npm', entry_point: 'web/t.js' } } });
    expect(report).toMatchObject({ status: 'passed', suites: [{ output: expect.stringMatching(/\/web$/) }] });
  });

  it('is run on the Node.js that the environment of the pack has, as are scripts', async () => {
    const environment = join(folder, 'environment');
    mkdirSync(join(environment, 'bin'), { recursive: true });
    mkdirSync(join(environment, 'node_modules', '.bin'), { recursive: true });
    writeFileSync(join(environment, 'bin', 'node'), '#!/bin/sh\necho "of the environment"\n', { mode: 0o755 });
    symlinkSync('../../bin/node', join(environment, 'node_modules', '.bin', 'node'));
    const nodeModules = join(environment, 'node_modules');
    const pack = withScript('node --version').withFile('tests/test_it.sh', '#!/bin/sh\nnode --version\n');
    const { suites } = await run(pack, undefined, nodeModules);
    for (const { output } of suites) expect(output).toContain('of the environment');
    expect(suites.map(({ runnerType }) => runnerType).sort()).toEqual(['npm', 'shell']);
  });

  it('can not be run without npm or without node', async () => {
    onPath('node');
    expect(await run(withScript('true'))).toMatchObject({
      status: 'not_runnable',
      reason: expect.stringContaining("'npm' was not found"),
    });
    onPath('npm', 'sh', 'env');
    expect(await run(withScript('true'))).toMatchObject({
      status: 'not_runnable',
      reason: expect.stringContaining("'node' was not found"),
    });
  });
});

async function run(pack: ReturnType<typeof aPack>, testing?: Record<string, unknown>, nodeModules?: string) {
  count += 1;
  const copy = pack.writeTo(join(folder, `pack-${count}`));
  const { manifest } = await readPack(copy);
  const scratchFolder = join(folder, 'scratch');
  const environment = nodeModules === undefined ? {} : { nodeModules };
  const request = { folder: copy, scratchFolder, manifest: { ...manifest, testing: testing ?? null }, ...environment };
  return new PackTests(await triedContainment()).run(request, AbortSignal.timeout(60_000));
}

/** From now on only these programs can be found. */
function onPath(...programs: string[]): void {
  count += 1;
  const bin = join(folder, `bin-${count}`);
  mkdirSync(bin);
  for (const program of programs) {
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8', env: { PATH: path } }).trim(),
      join(bin, program),
    );
  }
  process.env['PATH'] = bin;
}
