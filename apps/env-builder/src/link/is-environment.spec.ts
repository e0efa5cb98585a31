import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { isEnvironment } from './is-environment';

describe('what force_rebuild may replace', () => {
  const folder = temporaryFolder();

  it.each([
    ['what venv made', ['pyvenv.cfg', 'bin/python'], true],
    ['what npm made', ['.package-lock.json', 'tiny/package.json'], true],
    ['what pnpm made', ['.modules.yaml'], true],
    ['what Yarn 1 made', ['.yarn-integrity'], true],
    ['what Yarn made', ['.yarn-state.yml'], true],
    ['a folder with nothing', [], false],
    ['a folder with other files', ['notes.txt', 'bin/python'], false],
    ['a folder with an environment in it', ['inner/pyvenv.cfg'], false],
    ['a folder with a folder of such a name', ['pyvenv.cfg/file'], false],
  ])('%s', async (_what, files, expected) => {
    const place = mkdtempSync(join(folder, 'place-'));
    for (const file of files) {
      mkdirSync(join(place, file, '..'), { recursive: true });
      writeFileSync(join(place, file), '');
    }
    expect(await isEnvironment(place)).toBe(expected);
  });

  it('is no file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await isEnvironment(file)).toBe(false);
  });
});
