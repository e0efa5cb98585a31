import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { eventually } from '@packyard/testing';
import { ProcessTree } from './process-tree';
import { listProcesses } from './processes';

const MEMORY_BYTES = 64 << 20;
const MARK = 'PACKYARD_TEST_MARK=first-thread-ended';

/** Ends its first thread alone; another holds memory and stays. */
const PROGRAM = `
import ctypes, platform, threading, time
held = bytearray(b"x" * ${MEMORY_BYTES})
threading.Thread(target=time.sleep, args=(600,)).start()
exit_of_thread = {"x86_64": 60, "aarch64": 93, "arm64": 93}[platform.machine()]
ctypes.CDLL(None).syscall(exit_of_thread, 0)
`;

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('a process whose first thread has ended', () => {
  let child: ChildProcess;

  beforeAll(async () => {
    const [name = '', value = ''] = MARK.split('=');
    child = spawn('python3', ['-c', PROGRAM], { env: { ...process.env, [name]: value }, stdio: 'ignore' });
    await once(child, 'spawn');
    await eventually(async () => expect((await entry())?.memoryBytes).toBeGreaterThan(MEMORY_BYTES));
  });

  afterAll(() => child.kill('SIGKILL'));

  it('is seen, with the memory of its other threads', async () => {
    await eventually(async () => expect(await stateOf(child.pid)).toBe('Z'));
    expect(await entry()).toMatchObject({ pid: child.pid, threads: 2 });
    expect((await entry())?.memoryBytes).toBeGreaterThan(MEMORY_BYTES);
  });

  it('is found by its mark, and ended', async () => {
    await eventually(async () => expect(await stateOf(child.pid)).toBe('Z'));
    const nobody = 2 ** 30;
    const ended = once(child, 'exit');
    await new ProcessTree(nobody, undefined, MARK).end();
    await ended;
    expect(await entry()).toBeUndefined();
  });

  async function entry() {
    return (await listProcesses(0)).find(({ pid }) => pid === child.pid);
  }
});

async function stateOf(pid: number | undefined): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[0];
}
