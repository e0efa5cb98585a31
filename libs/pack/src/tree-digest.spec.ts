import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { readSmallFile } from './disk-access';
import { digestTree } from './tree-digest';

const MEGABYTE = 1024 * 1024;
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

describe('the digest of a tree', () => {
  const folder = temporaryFolder();

  it('is over a line for each file and link, whatever its size', async () => {
    const root = join(folder, 'tree');
    mkdirSync(join(root, 'sub'), { recursive: true });
    const files = { 'a b': '', one: 'x', 'sub/full': 'y'.repeat(MEGABYTE), 'sub/more': 'z'.repeat(MEGABYTE + 1) };
    for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content);
    chmodSync(join(root, 'one'), 0o755);
    symlinkSync('one', join(root, 'link'));
    const lines = [
      `file ${sha256('')} a%20b\n`,
      `link ${sha256('one')} link\n`,
      `exec ${sha256('x')} one\n`,
      `file ${sha256(files['sub/full'])} sub/full\n`,
      `file ${sha256(files['sub/more'])} sub/more\n`,
    ];
    expect(await digestTree(root)).toBe(`sha256:${sha256(lines.join(''))}`);
  });

  it('does not take what grows meanwhile for its beginning', async () => {
    const growing = '/proc/self/status';
    if (!existsSync(growing)) return;
    // Says that it is empty, and is not.
    expect((await readSmallFile(growing, MEGABYTE)).content).toBeUndefined();
  });
});
