import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { removeTree } from './remove-tree';

describe('removeTree', () => {
  const folder = temporaryFolder();
  const newFolder = () => mkdtempSync(join(folder, 'tree-'));

  it('removes folders that are deeper than any path may be long', async () => {
    const root = newFolder();
    // By relative steps, beside each other, with files and folders that may not be written on the way.
    const script = `
import os
for name, levels in [('d', 1500), ('e' * 100, 100)]:
    os.chdir(${JSON.stringify(root)})
    for level in range(levels):
        os.mkdir(name); os.chdir(name)
        if level % 50 == 0:
            open('file', 'w').close(); os.mkdir('closed', 0o500)
`;
    execFileSync('python3', ['-c', script]);
    await removeTree(root);
    expect(existsSync(root)).toBe(false);
  }, 30_000);

  it('removes what may not be written, and never what a link leads to', async () => {
    const [root, elsewhere] = [newFolder(), newFolder()];
    writeFileSync(join(elsewhere, 'kept'), '');
    mkdirSync(join(root, 'closed/inner'), { recursive: true });
    writeFileSync(join(root, 'closed/inner/file'), '');
    symlinkSync(elsewhere, join(root, 'closed/inner/link'));
    chmodSync(join(root, 'closed/inner'), 0o500);
    chmodSync(join(root, 'closed'), 0o500);
    await removeTree(root);
    expect(existsSync(root)).toBe(false);
    expect(existsSync(join(elsewhere, 'kept'))).toBe(true);
  });

  it('is content with nothing, and with a file', async () => {
    await removeTree(join(folder, 'missing'));
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await removeTree(file);
    expect(existsSync(file)).toBe(false);
  });
});
