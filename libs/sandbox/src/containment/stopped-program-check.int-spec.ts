import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ProcessTree } from './process-tree';
import { sendSignal } from './send-signal';

const PROGRAM = 'print(flush=True)\nwhile True: pass';

const itOnLinux = process.platform === 'linux' ? it : it.skip;

itOnLinux.each([
  ['is woken', true],
  ['stands still', false],
])('it is noticed that a program which is stopped %s', async (_what, isWoken) => {
  const program = spawn('python3', ['-c', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  const tree = new ProcessTree(program.pid ?? 0, undefined);
  const waking = setInterval(() => isWoken && sendSignal(program.pid ?? 0, 'SIGCONT'), 2);
  try {
    await once(program.stdout, 'data');
    await tree.whileStopped(() => delay(100));
    // Asked once more it is about what came since.
    expect([tree.wasWoken(), tree.wasWoken()]).toEqual([isWoken, false]);
  } finally {
    clearInterval(waking);
    await tree.end();
  }
});

itOnLinux('what is ended while it stands still is not set going again', async () => {
  const program = spawn('python3', ['-c', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(program, 'exit');
  const tree = new ProcessTree(program.pid ?? 0, undefined);
  await once(program.stdout, 'data');
  const signals: string[] = [];
  const kill = jest.spyOn(process, 'kill').mockImplementation((_pid, signal) => {
    signals.push(String(signal));
    return true;
  });
  let ending: Promise<void> | undefined;
  await tree.whileStopped(() => {
    ending = tree.end();
    return Promise.resolve();
  });
  expect(signals).toContain('SIGSTOP');
  expect(signals).not.toContain('SIGCONT');
  kill.mockRestore();
  await Promise.all([ending, exit]);
});
