import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { temporaryFolder } from '@packyard/testing';
import { folderBytes } from './folder-usage';
import { ProcessTree } from './process-tree';

const HELD_BYTES = 16 << 20;

/** Moves folders to and fro, deep below which are many files, so that `du` comes back to where nothing is any more. */
const PROGRAM = `
import os
with open("large", "wb") as file: file.write(b"x" * ${HELD_BYTES})
for chain in range(60):
    os.makedirs(f"c{chain}/x/l" + "/m" * 8)
    os.makedirs(f"c{chain}/y")
    for name in range(100): open(f"c{chain}/x/l" + "/m" * 8 + f"/{name}", "w").close()
print("ready", flush=True)
while True:
    for chain in range(60): os.rename(f"c{chain}/x/l", f"c{chain}/y/l")
    for chain in range(60): os.rename(f"c{chain}/y/l", f"c{chain}/x/l")
`;

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('folders that are moved while they are counted', () => {
  const folder = temporaryFolder();
  let mover: ChildProcess;
  let tree: ProcessTree;

  beforeAll(async () => {
    mover = spawn('python3', ['-c', PROGRAM], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(mover.stdout ?? mover, 'data');
    tree = new ProcessTree(mover.pid ?? 0, undefined);
  });

  afterAll(() => tree.end());

  it('never count as less than what they hold', async () => {
    for (let look = 0; look < 30; look++) {
      expect((await folderBytes([folder])) ?? Infinity).toBeGreaterThanOrEqual(HELD_BYTES);
    }
  });

  it('are counted when what moves them is stopped, which goes on then', async () => {
    for (let look = 0; look < 5; look++) {
      expect(await tree.whileStopped(() => folderBytes([folder]))).toBeGreaterThanOrEqual(HELD_BYTES);
    }
    expect(await tree.members(0)).toMatchObject([{ pid: mover.pid }]);
  });
});
