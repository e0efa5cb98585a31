import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { cloneTree } from './clone-tree';

describe('a tree that is given another name', () => {
  const folder = temporaryFolder();
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  afterEach(() => jest.restoreAllMocks());

  it('has copies of files that have as many names as a file can have', async () => {
    mkdirSync(join(from, 'inner'), { recursive: true });
    writeFileSync(join(from, 'usual'), 'one');
    writeFileSync(join(from, 'inner/crowded'), 'two', { mode: 0o640 });
    const { link } = fs;
    jest.spyOn(fs, 'link').mockImplementation(async (path, name) => {
      if (String(path).endsWith('crowded')) throw Object.assign(new Error('too many links'), { code: 'EMLINK' });
      await link(path, name);
    });
    await cloneTree(from, to, { isTaken: () => true, onTooLong: () => undefined });
    expect(readFileSync(join(to, 'inner/crowded'), 'utf8')).toBe('two');
    expect(statSync(join(to, 'inner/crowded')).mode & 0o777).toBe(0o640);
    expect(statSync(join(to, 'inner/crowded')).ino).not.toBe(statSync(join(from, 'inner/crowded')).ino);
    expect(statSync(join(to, 'usual')).ino).toBe(statSync(join(from, 'usual')).ino);
  });

  it('lacks what has a path that is too long there, and says so', async () => {
    const parts = Array.from({ length: 15 }, () => 'x'.repeat(250));
    mkdirSync(join(folder, 'long'));
    mkdirSync(join(folder, 'long', ...parts), { recursive: true });
    writeFileSync(join(folder, 'long/usual'), 'one');
    const told: string[] = [];
    const deeper = join(folder, 'y'.repeat(250), 'z'.repeat(250));
    mkdirSync(deeper, { recursive: true });
    await cloneTree(join(folder, 'long'), join(deeper, 'copy'), {
      isTaken: () => true,
      onTooLong: (path) => told.push(path),
    });
    expect(readFileSync(join(deeper, 'copy/usual'), 'utf8')).toBe('one');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^\/.*\/long\/(x{250}\/)+x{250}$/);
  });
});
