import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '@packyard/testing';

const ROOT = resolve(__dirname, '..');
const SEQUENCER = `
module.exports = class {
  sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); }
  shard(tests) { return tests; }
  allFailedTests(tests) { return tests; }
  cacheResults() {}
};`;

describe('specs in one process', () => {
  const folder = temporaryFolder();

  /** In the order of their names. Answers what Jest says of each. */
  function run(specs: Record<string, string>): Record<string, { status: string; message: string }> {
    for (const [name, code] of Object.entries(specs)) writeFileSync(join(folder, `${name}.spec.js`), code);
    writeFileSync(join(folder, 'sequencer.cjs'), SEQUENCER);
    const config = {
      rootDir: folder,
      runtime: join(ROOT, 'test/support/single-context/runtime.mjs'),
      testEnvironment: join(ROOT, 'test/support/single-context/environment.mjs'),
      testSequencer: join(folder, 'sequencer.cjs'),
      modulePaths: [join(ROOT, 'node_modules')],
      transform: {},
    };
    const args = ['--runInBand', '--json', '--config', JSON.stringify(config)];
    const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), ...args], {
      encoding: 'utf8',
      cwd: ROOT,
    });
    if (stdout === '') throw new Error(stderr);
    const { testResults } = JSON.parse(stdout) as { testResults: { name: string; status: string; message: string }[] };
    return Object.fromEntries(testResults.map((each) => [each.name.slice(folder.length + 1, -8), each]));
  }

  it('find what they share as it was, and fail when they leave changes behind for all others', () => {
    const results = run({
      a: `const { Logger } = require('@nestjs/common');
          it('silences the logger', () => Logger.overrideLogger(false));`,
      b: `const { Logger } = require('@nestjs/common');
          it('hears it', () => {
            const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
            new Logger('X').error('heard');
            expect(write).toHaveBeenCalledTimes(1);
          });`,
      c: `it('teaches arrays something', () => { Array.prototype.leaked = 'x'; String.prototype.anchor = () => 'x'; });`,
      d: `it('knows of nothing', () => expect([[].leaked, ''.anchor('a')]).not.toContain('x'));`,
      e: `it('gives a spy back', () => { jest.spyOn(Date.prototype, 'getTime').mockReturnValue(1); });`,
    });
    expect(Object.entries(results).map(([name, { status }]) => [name, status])).toEqual([
      ['a', 'passed'],
      ['b', 'passed'],
      ['c', 'failed'],
      ['d', 'passed'],
      ['e', 'passed'],
    ]);
    expect(results['c']?.message).toContain('Array.prototype.leaked, String.prototype.anchor');
  });
});
