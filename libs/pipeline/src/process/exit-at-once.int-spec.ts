import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';

const EXIT_AT_ONCE = join(__dirname, '../../../../dist/libs/pipeline/src/process/exit-at-once.js');

function left(exitCode: number, before = '', flags: string[] = [], shell?: string) {
  const given = JSON.stringify([exitCode, ...(shell === undefined ? [] : [shell])]);
  const script = `${before}; setInterval(() => undefined, 1000); require(${JSON.stringify(EXIT_AT_ONCE)}).exitAtOnce(...${given})`;
  return spawnSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8', timeout: 60_000 });
}

describe('leaving', () => {
  const folder = temporaryFolder();

  it.each([0, 3, 75])('ends the process with the exit code %i', (exitCode) => {
    expect(left(exitCode)).toMatchObject({ status: exitCode, signal: null, stderr: '' });
  });

  it('lets whoever listens end what is theirs, also when one of them can not', () => {
    const listeners = `
      process.once('exit', (code) => { process.stdout.write('first ended with ' + code); throw new Error('no') });
      process.on('exit', (code) => { process.stdout.write(', second with ' + code) })`;
    const { status, stdout, stderr } = left(6, listeners);
    expect([status, stdout]).toEqual([6, 'first ended with 6, second with 6']);
    expect(stderr).toContain('Something could not be ended: Error: no');
  });

  it('loses nothing of what was written before', () => {
    expect(left(0, "process.stdout.write('x'.repeat(1e4))").stdout).toHaveLength(1e4);
  });

  it('waits for no thread that waits for this one', () => {
    // As V8's threads do, of which nobody can say when they do it.
    const busy = `new (require('node:worker_threads').Worker)('for (;;);', { eval: true })`;
    expect(left(4, busy).status).toBe(4);
  });

  it.each(['/nonexistent', __filename])('does so in the usual way where the shell can not be started: %s', (shell) => {
    const listener = `process.on('exit', () => process.stdout.write('told'))`;
    expect(left(3, listener, [], shell)).toMatchObject({ status: 3, signal: null, stdout: 'told', stderr: '' });
  });

  it('does so in the usual way where Node.js may start no program', () => {
    expect(left(4, '', ['--permission', '--allow-fs-read=*'])).toMatchObject({ status: 4, signal: null });
  });

  it('lets profiles be written', () => {
    expect(left(5, '', ['--cpu-prof', `--cpu-prof-dir=${folder}`]).status).toBe(5);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.cpuprofile$/)]);
  });
});
