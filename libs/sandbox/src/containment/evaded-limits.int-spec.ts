import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '@packyard/testing';
import { foreignEnvironment } from '../child-environment';
import { type ContainedInput, DEFAULT_LIMITS } from './contained-input';
import { detectContainment } from './detect-containment';

jest.setTimeout(300_000);
const MIB = 2 ** 20;
const LIMITS = { ...DEFAULT_LIMITS, memoryBytes: 128 * MIB, diskBytes: 32 * MIB };
const folder = temporaryFolder();
chmodSync(folder, 0o711);
const root = resolve(__dirname, '../../../..');
let count = 0;

/** Lives until it is ended. */
async function attempt(script: string, more: Partial<ContainedInput> = {}) {
  const workspace = join(folder, `work-${count++}`);
  mkdirSync(workspace);
  const containment = await detectContainment({ wanted: 'auto', home: join(folder, 'home'), limits: LIMITS });
  return containment.session((runs) =>
    runs.run({
      ...{ command: 'python3', args: ['-c', `${script}\ntime.sleep(240)`], workingFolder: workspace },
      ...{ environment: foreignEnvironment({}), writes: [workspace], reads: [], network: false, runs: 'foreign' },
      signal: AbortSignal.timeout(60_000),
      ...more,
    }),
  );
}

/** Where the service is no root, foreign code has its user. Undefined where that can't be tried, with the reason printed. */
async function attemptAsNobody(script: string): Promise<unknown> {
  const open = join(folder, `open-${count++}`);
  mkdirSync(open);
  chmodSync(open, 0o777);
  const limits = JSON.stringify({ memoryBytes: LIMITS.memoryBytes, diskBytes: LIMITS.diskBytes, files: 2000 });
  const args = [join(root, 'test/support/attempt-as-nobody.cjs'), open, limits, `${script}\ntime.sleep(240)`];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const ended = JSON.parse(output) as { leftOut?: string };
  if (ended.leftOut !== undefined) process.stderr.write(`left out: a service that is no root: ${ended.leftOut}\n`);
  return ended.leftOut === undefined ? ended : undefined;
}

const onLinux = existsSync('/proc/self/fd') ? it : it.skip;

describe('foreign code can not take more than it may', () => {
  onLinux('in files that have no name any more', async () => {
    const script = `
import os, time
held = []
for _ in range(20):
    held.append(open("file", "wb"))
    held[-1].write(b"x" * (16 << 20))
    held[-1].flush()
    os.unlink("file")
    time.sleep(0.3)`;
    // Where the temporary folder is in memory, that is what they take.
    const message = expect.stringMatching(/32 MiB to the disk|128 MiB of memory/);
    await expect(attempt(script)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message });
  });

  onLinux('in memory that it holds as files', async () => {
    const script = `
import os, time
held = [os.memfd_create("file") for _ in range(20)]
for one in held: os.write(one, b"x" * (16 << 20))`;
    const message = expect.stringContaining('128 MiB of memory');
    await expect(attempt(script)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message });
  });

  onLinux('in files that only a thread of it has open', async () => {
    const script = `
import ctypes, os, threading, time
def hold():
    if ctypes.CDLL(None, use_errno=True).unshare(0x400) != 0: os._exit(9)
    for _ in range(20): os.write(os.memfd_create("file"), b"x" * (16 << 20))
    time.sleep(240)
threading.Thread(target=hold).start()`;
    const message = expect.stringContaining('128 MiB of memory');
    await expect(attempt(script)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message });
  });

  onLinux('by having so much open in so many threads that looking at it takes long', async () => {
    const script = `
import os, threading, time
threading.stack_size(65536)
held = [os.dup(0) for _ in range(2000)]
for _ in range(60): threading.Thread(target=lambda: time.sleep(240), daemon=True).start()`;
    await expect(attempt(script)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('more files open, in more threads'),
    });
  });

  it('where a tool of ours unpacks what it brings', async () => {
    const script = `
import time
for index in range(20):
    with open(f"file-{index}", "wb") as file: file.write(b"x" * (4 << 20))
    time.sleep(0.1)`;
    await expect(attempt(script, { runs: 'tool' })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: 'A tool that installs packages was ended: it wrote more than 32 MiB to the disk.',
    });
  });

  it('but what many share counts for none of them', async () => {
    const script = `
import time
for index in range(20):
    with open(f"file-{index}", "wb") as file: file.write(b"x" * (4 << 20))
time.sleep(2)
raise SystemExit(3)`;
    expect(await attempt(script, { runs: 'tool', counts: [] })).toMatchObject({ exitCode: 3 });
  });

  onLinux.each([
    ['many files', 1000, 1, 'it made more than 2000 files and folders'],
    ['large files', 2, 4 << 20, 'it wrote more than 32 MiB to the disk'],
  ])('in %s in folders that it closes', async (_what, files, bytes, message) => {
    const ended = await attemptAsNobody(`
import os, time
for number in range(12):
    os.mkdir(f"closed-{number}")
    for index in range(${files}):
        with open(f"closed-{number}/{index}", "wb") as file: file.write(b"x" * ${bytes})
    os.chmod(f"closed-{number}", 0)
    time.sleep(0.5)`);
    if (ended === undefined) return;
    expect(ended).toEqual({ code: 'LIMIT_EXCEEDED', message: `Foreign code was ended: ${message}.` });
  });

  onLinux('in what stands in the place of the home of the service, where that lies below what it sees', async () => {
    const ended = await attemptAsNobody(`
import os, time
try:
    open(os.environ["HOME_OF_SERVICE"] + "/file", "w")
except OSError as error:
    raise SystemExit(error.errno)
raise SystemExit(0)`);
    if (ended === undefined) return;
    // Only to be read.
    expect(ended).toMatchObject({ exitCode: 30 });
  });

  onLinux('in a program that nobody may look at', async () => {
    const ended = await attemptAsNobody(`
import ctypes, os, time
ctypes.CDLL(None).prctl(4, 0)
for _ in range(20): os.write(os.memfd_create("file"), b"x" * (16 << 20))`);
    if (ended === undefined) return;
    expect(ended).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('keeps from being looked'),
    });
  });

  onLinux('but closing folders, and holding some, is no fault', async () => {
    const ended = await attemptAsNobody(`
import os, time
os.mkdir("closed")
os.chmod("closed", 0)
os.write(os.memfd_create("file"), b"x" * (16 << 20))
held = open("file", "wb")
held.write(b"x" * (16 << 20))
os.unlink("file")
time.sleep(3)
raise SystemExit(3)`);
    if (ended === undefined) return;
    expect(ended).toMatchObject({ exitCode: 3 });
  });
});
