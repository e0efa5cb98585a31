import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { readPlainFile } from './plain-file';
import { attuneFolderChecksum } from './tree-digest';

describe('a file of a tree that nobody has looked through', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  beforeAll(() => {
    writeFileSync(at('plain'), 'text');
    symlinkSync(at('plain'), at('link'));
    symlinkSync('/dev/zero', at('link-to-a-device'));
    symlinkSync('nowhere', at('broken-link'));
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 2 ** 30);
  });

  it('is read when it is one', async () => {
    expect(await readPlainFile(at('plain'), 4)).toEqual({ is: 'file', content: Buffer.from('text') });
  });

  it.each(['link', 'link-to-a-device', 'broken-link', 'folder', 'pipe'])(
    'is none, at once, when it is a %s',
    async (name) => {
      expect(await readPlainFile(at(name), 100)).toEqual({ is: 'no file' });
    },
  );

  it('is not read when it is too large', async () => {
    expect(await readPlainFile(at('large'), 2 ** 30 - 1)).toEqual({ is: 'too large', bytes: 2 ** 30 });
  });

  it('is missing in the usual way', async () => {
    await expect(readPlainFile(at('missing'), 1)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it("counts for Attune's checksum until that is given up", async () => {
    const tree = at('tree');
    mkdirSync(tree);
    writeFileSync(join(tree, 'a'), 'x');
    const enough = new Error('enough');
    await expect(attuneFolderChecksum(tree, AbortSignal.abort(enough))).rejects.toBe(enough);
  });
});
