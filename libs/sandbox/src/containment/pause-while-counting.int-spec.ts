import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { ProcessTree } from './process-tree';
import { pauseWhileCounting } from './pause-while-counting';

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('a look at what programs take', () => {
  let program: ChildProcess;
  let tree: ProcessTree;

  beforeAll(async () => {
    program = spawn('python3', ['-c', 'print(flush=True)\nwhile True: pass'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(program.stdout ?? program, 'data');
    tree = new ProcessTree(program.pid ?? 0, undefined);
  });

  afterAll(() => tree.end());

  async function untilItIs(wanted: string): Promise<string> {
    for (;;) {
      const text = await readFile(`/proc/${program.pid}/stat`, 'latin1');
      const state = text.slice(text.lastIndexOf(')') + 2)[0] ?? '';
      if (wanted.includes(state)) return state;
      await new Promise(setImmediate);
    }
  }

  it('that takes long ends while they stand still, and they go on then', async () => {
    expect(await pauseWhileCounting(untilItIs('T'), tree, 1)).toBe('T');
    expect(await untilItIs('RS')).toMatch(/[RS]/);
  });

  it('that is short does not stop them', async () => {
    expect(await pauseWhileCounting(untilItIs('RS'), tree, 60_000)).toMatch(/[RS]/);
  });
});
