import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { foreignEnvironment } from '../child-environment';
import { DEFAULT_LIMITS } from './contained-input';
import { detectContainment } from './detect-containment';
import { FileWatch } from './file-watch';
import { folderFiles } from './folder-usage';

jest.setTimeout(300_000);
const folder = temporaryFolder();
chmodSync(folder, 0o711);

/** A test that is left out, with the reason printed, where `du` can't count files. */
function counted(name: string, test: () => Promise<void>): void {
  it(name, async () => {
    if ((await folderFiles([folder])) !== 0) await test();
    else process.stderr.write(`left out: ${name}: du of this machine does not know --inodes\n`);
  });
}

describe('files that foreign code makes', () => {
  counted('may be only so many, however small they are', async () => {
    const workspace = join(folder, 'workspace');
    mkdirSync(workspace);
    const limits = { ...DEFAULT_LIMITS, files: 2000 };
    const containment = await detectContainment({ wanted: 'auto', home: join(folder, 'home'), limits });
    // One after the other, without end.
    const script = 'i=0; while :; do i=$((i+1)); : > file-$i; done';
    const input = {
      ...{ command: '/bin/sh', args: ['-c', script], workingFolder: workspace, environment: foreignEnvironment({}) },
      ...{ writes: [workspace], reads: [], network: false, runs: 'foreign' as const },
      signal: new AbortController().signal,
    };
    await expect(containment.session((runs) => runs.run(input))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('it made more than 2000 files and folders'),
      hint: expect.stringContaining('PACKYARD_SANDBOX_FILES'),
    });
  });

  counted('are counted from what was there before, and only when that can tell something new', async () => {
    const place = join(folder, 'counted');
    const make = (from: number, to: number) => {
      for (let index = from; index < to; index++) mkdirSync(join(place, `folder-${index}`), { recursive: true });
    };
    make(0, 20);
    const watch = new FileWatch([place], 10);
    expect(await watch.isOver(true)).toBe(false);
    make(20, 30);
    expect(await watch.isOver(true)).toBe(false);
    make(30, 31);
    expect(await watch.isOver(true)).toBe(true);
    expect(await new FileWatch([], 0).isOver(true)).toBe(false);
  });
});
