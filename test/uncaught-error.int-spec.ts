import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@packyard/testing';

/** A process like ours, in which errors escape in every way there is. */
describe('an error that nobody caught', () => {
  const children: ChildProcess[] = [];
  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

  function start(scene: string) {
    const child = spawn(process.execPath, [join(__dirname, 'support/uncaught-error.process.mjs'), scene]);
    children.push(child);
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    return { child, lines, log: () => log };
  }

  it.each(['timer', 'socket', 'stream', 'rejection', 'tick'])('fails the task it comes from: %s', async (scene) => {
    const { child, lines, log } = start(scene);
    await eventually(() => expect(lines).toEqual([`task 1 failed: ${scene}`]));
    expect(log()).toContain('An error that nobody caught fails task 1');
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    await eventually(() => expect(child.exitCode).toBe(0));
    expect(lines.slice(1)).toEqual(['closed 0']);
  });

  it('ends the process in order when it belongs to no task, with the reason in the log', async () => {
    const { child, lines, log } = start('nobody');
    await eventually(() => expect(child.exitCode).toBe(3));
    expect(lines).toEqual(['closed 3']);
    expect(log()).toMatch(/An error that nobody caught ends the process: Error: nobody/);
  });
});
