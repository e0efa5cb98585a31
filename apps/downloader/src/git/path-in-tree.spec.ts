import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { emptyFolderInTree, pathInTree } from './path-in-tree';

describe('the place of what a tree names', () => {
  const folder = realpathSync(temporaryFolder());
  const [tree, outside] = [join(folder, 'tree'), join(folder, 'outside')];
  beforeAll(() => {
    for (const path of [outside, join(tree, 'empty'), join(tree, 'full')]) mkdirSync(path, { recursive: true });
    writeFileSync(join(tree, 'full/file'), 'x');
    writeFileSync(join(tree, 'file'), 'x');
    symlinkSync(outside, join(tree, 'link'));
    symlinkSync('empty', join(tree, 'inner'));
  });

  it('is below the tree', async () => {
    expect(await pathInTree(tree, 'full/file')).toBe(join(tree, 'full/file'));
    expect(await emptyFolderInTree(tree, 'empty')).toBe(join(tree, 'empty'));
  });

  it.each(['link/x', 'inner/x', '../outside', 'full/../../outside', './file', 'full//file', '/etc', '', 'none/x'])(
    'is refused where it is not: %s',
    async (path) => {
      await expect(pathInTree(tree, path)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
      await expect(emptyFolderInTree(tree, path)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
    },
  );

  it.each(['link', 'inner', 'full', 'file', 'none'])(
    'of a submodule is an empty folder, and never %s',
    async (path) => {
      await expect(emptyFolderInTree(tree, path)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
    },
  );
});
