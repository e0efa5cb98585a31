import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@packyard/testing';
import { ProcessTree } from './process-tree';

/** Eight that wake each other all the time. */
const WAKE = `
import os, signal
for _ in range(3): os.fork()
group = os.getpgrp()
print(flush=True)
while True: os.killpg(group, signal.SIGCONT)
`;
const IDLE = 'print(flush=True)\nwhile True: pass';

const itOnLinux = process.platform === 'linux' ? it : it.skip;

itOnLinux.each([
  ['wake each other', WAKE, true],
  ['stay where they are', IDLE, false],
])('it is noticed whether programs that are stopped %s', async (_what, script, isNoticed) => {
  const program = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const tree = new ProcessTree(program.pid ?? 0, undefined);
  try {
    await once(program.stdout, 'data');
    // They may all have been stopped before one of them could do anything about it.
    await eventually(async () => {
      await tree.whileStopped(() => delay(50));
      expect(tree.wasWoken).toBe(isNoticed);
    });
  } finally {
    await tree.end();
  }
});
