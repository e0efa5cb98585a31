import { chmodSync, linkSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { giveUsualModes } from './usual-file-modes';

describe('the modes of what foreign code made', () => {
  const folder = temporaryFolder();
  const place = join(folder, 'environment');
  const modeOf = (path: string) => (lstatSync(join(folder, path)).mode & 0o7777).toString(8);

  beforeAll(async () => {
    mkdirSync(join(place, 'closed/inner'), { recursive: true });
    for (const path of ['outside', 'environment/closed/inner/file', 'environment/program', 'environment/usual'])
      writeFileSync(join(folder, path), '');
    symlinkSync('../outside', join(place, 'link'));
    linkSync(join(place, 'program'), join(place, 'other-name'));
    chmodSync(join(folder, 'outside'), 0o000);
    chmodSync(join(place, 'program'), 0o6755);
    chmodSync(join(place, 'usual'), 0o640);
    for (const path of ['closed/inner/file', 'closed/inner', 'closed']) chmodSync(join(place, path), 0o000);
    await giveUsualModes(place, 7);
  });

  it('let its owner read and write it', () => {
    const closed = ['', '/inner', '/inner/file'].map((path) => modeOf(`environment/closed${path}`));
    expect(closed).toEqual(['700', '700', '600']);
    expect(modeOf('environment/usual')).toBe('640');
  });

  it('let nobody run it as its owner', () => {
    expect([modeOf('environment/program'), modeOf('environment/other-name')]).toEqual(['755', '755']);
  });

  it('stay as they are behind links', () => {
    expect(modeOf('outside')).toBe('0');
  });

  it('are given to no path that is longer than backups and others can use', async () => {
    const long = join(folder, 'long');
    mkdirSync(join(long, ...Array.from({ length: 11 }, () => 'x'.repeat(200))), { recursive: true });
    await expect(giveUsualModes(long, 100)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/more than 2000 bytes, which begins with 'x{60}'/),
    });
  });

  it('are given to no more and longer paths than fit into memory', async () => {
    const wide = join(folder, 'wide');
    const deep = join(wide, ...Array.from({ length: 6 }, () => 'x'.repeat(200)));
    mkdirSync(deep, { recursive: true });
    for (let file = 0; file < 10; file += 1) writeFileSync(join(deep, `file-${file}`), '');
    await expect(giveUsualModes(wide, 100)).resolves.toBeUndefined();
    await expect(giveUsualModes(wide, 20)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('are looked at up to the limit only', async () => {
    await expect(giveUsualModes(place, 6)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});
