import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { holding, holdingFolder, PathChanged } from './open-folder';

const root = realpathSync(temporaryFolder());
const onLinux = process.platform === 'linux' ? it : it.skip;

/** A folder that may be written to, and one that may not. */
function places() {
  const place = mkdtempSync(join(root, 'place-'));
  const [folder, secret] = [join(place, 'folder'), join(place, 'secret')];
  for (const path of [folder, secret]) mkdirSync(path);
  writeFileSync(join(folder, 'file'), 'public');
  writeFileSync(join(secret, 'file'), 'secret');
  return { place, folder, secret };
}

const swap = (path: string, target: string) => {
  renameSync(path, `${path}.aside`);
  symlinkSync(target, path);
};

describe('what is held', () => {
  it.each([
    ['a link took its place', ({ folder, secret }: ReturnType<typeof places>) => swap(folder, secret), 'folder'],
    [
      'a link took the place of a folder above',
      ({ place }: ReturnType<typeof places>) => swap(place, places().place),
      'folder',
    ],
    [
      'a link took the place of a file',
      ({ folder, secret }: ReturnType<typeof places>) => swap(join(folder, 'file'), join(secret, 'file')),
      'folder/file',
    ],
  ])('is not opened when %s after it was judged', async (_what, change, path) => {
    const made = places();
    const real = join(made.place, path);
    change(made);
    const work = jest.fn();
    await expect(holding(real, work)).rejects.toBeInstanceOf(PathChanged);
    if (path === 'folder') await expect(holdingFolder(real, work)).rejects.toBeInstanceOf(PathChanged);
    expect(work).not.toHaveBeenCalled();
  });

  onLinux('is written to although a link takes its place, and what that leads to is not', async () => {
    const { folder, secret } = places();
    await holdingFolder(folder, async (held) => {
      swap(folder, secret);
      await writeFile(await held.entry('new'), 'x');
      await expect(held.makingFolder('sub', () => Promise.resolve())).rejects.toBeInstanceOf(PathChanged);
    });
    expect(readdirSync(`${folder}.aside`).sort()).toEqual(['file', 'new', 'sub']);
    expect(readdirSync(secret)).toEqual(['file']);
  });

  onLinux('is read although a link takes its place', async () => {
    const { folder, secret } = places();
    const read = await holding(folder, async (held) => {
      swap(folder, secret);
      return held
        .holdingEntry('file', async (file) => readFile(await file.path(), 'utf8'))
        .catch((error: unknown) => error);
    });
    // Its path is another one by now.
    expect(read).toBeInstanceOf(PathChanged);
  });

  it.each([
    ['a file in it', 'file'],
    ['a folder in it', 'sub/file'],
  ])('gives nothing from behind a link that took the place of %s', async (_what, path) => {
    const { folder, secret } = places();
    mkdirSync(join(folder, 'sub'));
    rmSync(join(folder, 'file'));
    if (path === 'file') symlinkSync(join(secret, 'file'), join(folder, 'file'));
    else {
      rmSync(join(folder, 'sub'), { recursive: true });
      symlinkSync(secret, join(folder, 'sub'));
    }
    const read = holding(folder, (held) =>
      held.holdingEntry(path, async (file) => readFileSync(await file.path(), 'utf8')),
    );
    await expect(read).rejects.toBeInstanceOf(PathChanged);
  });

  it('is made with all above it when it is missing', async () => {
    const { folder } = places();
    const real = join(folder, 'a/b/c');
    await Promise.all(
      ['x', 'y'].map((name) => holdingFolder(real, async (held) => writeFile(await held.entry(name), name))),
    );
    expect(readdirSync(real).sort()).toEqual(['x', 'y']);
  });

  it('is not made where a link took the place of what should be above it', async () => {
    const { folder, secret } = places();
    swap(folder, secret);
    await expect(holdingFolder(join(folder, 'a/b'), () => Promise.resolve())).rejects.toBeInstanceOf(PathChanged);
    expect(existsSync(join(secret, 'a'))).toBe(false);
  });
});
