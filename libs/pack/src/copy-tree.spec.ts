import { chmodSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { temporaryFolder } from '@packyard/testing';
import { copyTree } from './copy-tree';
import { digestTree } from './tree-digest';

describe('copyTree', () => {
  const root = temporaryFolder();
  let count = 0;
  const newFolder = () => {
    const folder = join(root, String((count += 1)));
    mkdirSync(folder);
    return folder;
  };

  it('copies files with their modes and links as links, so that the digest is the same', async () => {
    const from = newFolder();
    mkdirSync(join(from, 'actions/deep'), { recursive: true });
    writeFileSync(join(from, 'actions/deep/run.sh'), '#!/bin/sh\n');
    chmodSync(join(from, 'actions/deep/run.sh'), 0o755);
    symlinkSync('deep/run.sh', join(from, 'actions/alias'));
    const to = join(newFolder(), 'copy');
    await copyTree(from, to);
    expect(statSync(join(to, 'actions/deep/run.sh')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(to, 'actions/alias'))).toBe('deep/run.sh');
    expect(await digestTree(to)).toBe(await digestTree(from));
  });

  it('leaves out what it is told to, with all that is in it', async () => {
    const from = newFolder();
    mkdirSync(join(from, 'node_modules/a'), { recursive: true });
    writeFileSync(join(from, 'kept'), 'x');
    const to = newFolder();
    await copyTree(from, to, { leavesOut: (path) => path === 'node_modules' });
    expect(readFileSync(join(to, 'kept'), 'utf8')).toBe('x');
    expect(() => statSync(join(to, 'node_modules'))).toThrow();
  });

  it('refuses what is neither a file nor a folder nor a link', async () => {
    const from = newFolder();
    execFileSync('mkfifo', [join(from, 'pipe')]);
    await expect(copyTree(from, newFolder())).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
  });

  const latin1 = (...parts: string[]) => Buffer.concat(parts.map((part) => Buffer.from(part, 'latin1')));
  it.each([
    ['a file', (from: string) => writeFileSync(latin1(from, '/caf\u00e9'), '')],
    ['a folder', (from: string) => mkdirSync(latin1(from, '/caf\u00e9'))],
    ['a link', (from: string) => symlinkSync(latin1('caf\u00e9'), join(from, 'a'))],
  ])('refuses what is called by other bytes than UTF-8: %s', async (_what, make) => {
    const from = newFolder();
    make(from);
    await expect(copyTree(from, newFolder())).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE_PATH',
      message: expect.stringContaining('whose name is not UTF-8'),
    });
  });
});
