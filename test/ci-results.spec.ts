import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SCRIPT = resolve('.ci/results.mjs');

describe('what CI ends with', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'packyard-results-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** `specs` by name: the outcome of each test. A spec without tests could not be run. */
  function write(run: string, specs: Record<string, string[]>): void {
    const testResults = Object.entries(specs).map(([name, tests]) => ({
      name: resolve(name),
      status: tests.length === 0 || tests.includes('failed') ? 'failed' : 'passed',
      assertionResults: tests.map((status, at) => ({ status, fullName: `test ${at}` })),
    }));
    writeFileSync(join(folder, `${run}.json`), JSON.stringify({ testResults }));
  }
  const sum = () => {
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, 'sum', folder], { encoding: 'utf8' });
    return { status, lines: stdout.trim().split('\n') };
  };
  const again = (run: string) => spawnSync(process.execPath, [SCRIPT, 'failed', join(folder, `${run}.json`)]).status;

  it('adds up all runs', () => {
    write('all', { a: ['passed', 'pending'], b: ['passed'] });
    write('redis', { a: ['passed'] });
    expect(sum()).toEqual({ status: 0, lines: ['3 passed, 0 failed'] });
  });

  it('counts a spec that was run again once, and names what passed only then', () => {
    write('all', { a: ['passed', 'failed'], b: ['passed'] });
    write('all.again', { a: ['passed', 'passed'] });
    expect(sum()).toEqual({
      status: 0,
      lines: ['== passed only when run again: a › test 1', '3 passed, 0 failed'],
    });
  });

  it('fails with what failed again, what failed elsewhere, and what could not be run', () => {
    write('all', { a: ['passed', 'failed'] });
    write('all.again', { a: ['passed', 'failed'] });
    expect(sum()).toEqual({ status: 1, lines: ['1 passed, 1 failed'] });
    write('all.again', { a: ['passed', 'passed'] });
    write('redis', { a: ['failed'] });
    expect(sum().status).toBe(1);
    write('redis', { a: [] });
    expect(sum()).toEqual({ status: 1, lines: [expect.stringContaining('run again'), '2 passed, 0 failed'] });
  });

  it('runs up to three specs again, and nothing where no spec failed', () => {
    const failed = ['failed'];
    write('all', { a: failed, b: ['passed'], c: [], d: failed });
    expect(execFileSync(process.execPath, [SCRIPT, 'failed', join(folder, 'all.json')], { encoding: 'utf8' })).toBe(
      'a c d\n',
    );
    write('all', { a: failed, b: failed, c: failed, d: failed });
    expect(again('all')).toBe(1);
    write('all', { a: ['passed'] });
    expect(again('all')).toBe(1);
    expect(again('never-written')).toBe(1);
  });
});
