import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { belongsToOthers, lstatIfAny, readLinkIfAny } from './replace-link';

const folder = temporaryFolder();
const ours = join(folder, 'ours');
const at = (name: string) => join(folder, name);

beforeAll(() => {
  mkdirSync(join(ours, 'inner'), { recursive: true });
  mkdirSync(at('theirs'));
  writeFileSync(at('file'), '');
  symlinkSync('ours/inner', at('to-ours'));
  symlinkSync('ours', at('to-all-that-is-ours'));
  symlinkSync('ours/gone', at('to-what-was-ours'));
  symlinkSync('theirs', at('to-theirs'));
  symlinkSync('nowhere', at('to-nowhere'));
  symlinkSync('to-itself', at('to-itself'));
});

describe('belongsToOthers', () => {
  it.each([
    ['theirs', true],
    ['file', true],
    ['to-theirs', true],
    ['to-ours', false],
    ['to-nowhere', true],
    ['to-itself', true],
    ['to-all-that-is-ours', true],
    ['to-what-was-ours', false],
    ['nothing', false],
    ['file/below', false],
  ])('%s: %s', async (name, expected) => {
    expect(await belongsToOthers(at(name), [ours])).toBe(expected);
  });

  it('does not take what it can not look at for nothing', async () => {
    const path = at('x'.repeat(300));
    await expect(belongsToOthers(path, [ours])).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
    await expect(lstatIfAny(path)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
    await expect(readLinkIfAny(path)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
  });
});
