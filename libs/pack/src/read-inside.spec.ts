import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { readIfAny } from './environments/read-if-any';
import { PackFiles } from './pack-files';
import { readInside } from './read-inside';

const folder = temporaryFolder();

function newPack(): string {
  const place = mkdtempSync(join(folder, 'place-'));
  const root = join(place, 'pack');
  mkdirSync(join(root, 'actions'), { recursive: true });
  writeFileSync(join(root, 'actions/a.yaml'), 'ours');
  writeFileSync(join(place, 'secret'), 'secret');
  return root;
}

describe('what is read of a pack', () => {
  it.each([
    ['a link out of it', (root: string) => symlinkSync('../secret', join(root, 'x'))],
    ['a link to a whole path', (root: string) => symlinkSync(join(root, '../secret'), join(root, 'x'))],
    [
      'a link to a link',
      (root: string) => {
        symlinkSync('y', join(root, 'x'));
        symlinkSync('../secret', join(root, 'y'));
      },
    ],
    ['a link to where the pack lies', (root: string) => symlinkSync('..', join(root, 'x'))],
    [
      'a folder that begins like the pack',
      (root: string) => {
        mkdirSync(`${root}-2`);
        symlinkSync('../pack-2', join(root, 'x'));
      },
    ],
    ['a pipe', (root: string) => void execFileSync('mkfifo', [join(root, 'x')])],
  ])('is never %s', async (_what, make) => {
    const root = newPack();
    make(root);
    const expected = { code: 'ARCHIVE_UNSAFE_PATH' };
    await expect(readInside(root, 'x')).rejects.toMatchObject(expected);
    await expect(readIfAny(root, 'x')).rejects.toMatchObject(expected);
    await expect(new PackFiles(root).text('x')).rejects.toMatchObject(expected);
  });

  it('may not weigh what lies elsewhere either', async () => {
    const root = newPack();
    symlinkSync('../secret', join(root, 'x'));
    await expect(new PackFiles(root).weighIfAny('x')).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
  });

  it('is what links in it lead to, also when the pack itself is reached by one', async () => {
    const root = newPack();
    symlinkSync('actions', join(root, 'x'));
    symlinkSync(root, `${root}-link`);
    for (const at of [root, `${root}-link`]) {
      expect((await readInside(at, 'x/a.yaml')).toString()).toBe('ours');
      expect((await readIfAny(at, 'x/a.yaml'))?.toString()).toBe('ours');
      expect(await new PackFiles(at).text('x/a.yaml')).toBe('ours');
    }
  });

  it('is nothing where there is nothing', async () => {
    const root = newPack();
    for (const name of ['gone', 'actions/a.yaml/x']) expect(await readIfAny(root, name)).toBeUndefined();
    await expect(new PackFiles(root).weighIfAny('gone')).resolves.toBeUndefined();
  });

  it.each(['actions', 'dangling', 'circle'])('is no folder, and no link to nothing: %s', async (name) => {
    const root = newPack();
    symlinkSync('gone', join(root, 'dangling'));
    symlinkSync('circle', join(root, 'circle'));
    const expected = { code: 'MANIFEST_INVALID', message: expect.stringContaining(`${name} is a `) as string };
    await expect(readIfAny(root, name)).rejects.toMatchObject(expected);
    await expect(readInside(root, name)).rejects.toMatchObject(expected);
    await expect(new PackFiles(root).weighIfAny(name)).rejects.toMatchObject(expected);
  });
});
