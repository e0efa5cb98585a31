import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { placeLink } from './place-link';

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
  ['a file', (path) => writeFileSync(path, 'theirs'), (path) => readFileSync(path, 'utf8') === 'theirs'],
  ['a link', (path) => symlinkSync('../elsewhere', path), (path) => readlinkSync(path) === '../elsewhere'],
  ['a link to itself', (path) => symlinkSync('link', path), (path) => readlinkSync(path) === 'link'],
];

describe('placeLink', () => {
  const folder = temporaryFolder();

  describe.each(FORMER)('where %s was', (_what, make, isThere) => {
    async function placed() {
      const place = mkdtempSync(join(folder, 'place-'));
      const target = join(place, 'target');
      const link = join(place, 'link');
      mkdirSync(target);
      make(link);
      const done = await placeLink(link, target);
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

  it('brings back what was there when the link can not be made', async () => {
    const place = mkdtempSync(join(folder, 'place-'));
    writeFileSync(join(place, 'link'), 'theirs');
    // No file system takes a link that long.
    await expect(placeLink(join(place, 'link'), join(place, 'x'.repeat(5000)))).rejects.toMatchObject({
      code: 'ENAMETOOLONG',
    });
    expect(readFileSync(join(place, 'link'), 'utf8')).toBe('theirs');
    expect(readdirSync(place)).toEqual(['link']);
  });
});
