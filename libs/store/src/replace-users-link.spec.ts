import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { holding } from './local-paths/open-folder';
import { replaceUsersLink } from './replace-users-link';

const FORMER: [what: string, make: (path: string) => void, isThere: (path: string) => boolean][] = [
  ['nothing', () => undefined, (path) => !existsSync(path)],
  [
    'a folder',
    (path) => {
      mkdirSync(join(path, 'inner'), { recursive: true });
      writeFileSync(join(path, 'inner/file'), 'theirs');
    },
    (path) => readFileSync(join(path, 'inner/file'), 'utf8') === 'theirs',
  ],
  ['a link', (path) => symlinkSync('../elsewhere', path), (path) => readlinkSync(path) === '../elsewhere'],
  ['a link to itself', (path) => symlinkSync('link', path), (path) => readlinkSync(path) === 'link'],
];

const put = (link: string, target: string, mayGo: (path: string) => Promise<boolean>) =>
  holding(dirname(link), (place) => replaceUsersLink(place, { name: basename(link), target, mayGo }));

describe('replaceUsersLink', () => {
  const folder = temporaryFolder();

  describe.each(FORMER)('where %s was', (_what, make, isThere) => {
    async function placed() {
      const place = mkdtempSync(join(folder, 'place-'));
      const target = join(place, 'target');
      const link = join(place, 'link');
      mkdirSync(target);
      make(link);
      const done = await put(link, target, () => Promise.resolve(true));
      expect(readlinkSync(link)).toBe('target');
      return { ...done, place, link };
    }

    it('brings it back when it is undone', async () => {
      const { undo, place, link } = await placed();
      await undo();
      expect(isThere(link)).toBe(true);
      expect(readdirSync(place).filter((name) => name.startsWith('.'))).toEqual([]);
    });

    it('leaves the link alone when it is finished', async () => {
      const { finish, place } = await placed();
      await finish();
      expect(readdirSync(place)).toEqual(['link', 'target']);
    });
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path), () => Promise.resolve(false)],
    ['a link', (path: string) => symlinkSync('elsewhere', path), () => Promise.resolve(false)],
    ['a file', (path: string) => writeFileSync(path, 'theirs'), () => Promise.resolve(true)],
  ])('leaves %s alone', async (_what, make, mayGo) => {
    const place = mkdtempSync(join(folder, 'place-'));
    const link = join(place, 'link');
    make(link);
    const before = lstatSync(link).ino;
    await expect(put(link, join(place, 'target'), mayGo)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(lstatSync(link).ino).toBe(before);
    expect(readdirSync(place)).toEqual(['link']);
  });

  it('brings back what was there when the link can not be made', async () => {
    const place = mkdtempSync(join(folder, 'place-'));
    mkdirSync(join(place, 'link'));
    writeFileSync(join(place, 'link/file'), 'theirs');
    const all = () => Promise.resolve(true);
    // No file system takes a link that long.
    await expect(put(join(place, 'link'), join(place, 'x'.repeat(5000)), all)).rejects.toMatchObject({
      code: 'ENAMETOOLONG',
    });
    expect(readFileSync(join(place, 'link/file'), 'utf8')).toBe('theirs');
    expect(readdirSync(place)).toEqual(['link']);
  });
});
