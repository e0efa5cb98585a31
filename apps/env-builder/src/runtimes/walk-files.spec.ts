import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { folderSize } from './folder-size';
import { detectLinkMode } from './detect-link-mode';

const folder = temporaryFolder();
mkdirSync(join(folder, 'full/inner/empty'), { recursive: true });
for (let index = 0; index < 300; index++) writeFileSync(join(folder, `full/inner/${index}.py`), 'ab');
writeFileSync(join(folder, 'full/other.txt'), 'abc');
symlinkSync('/', join(folder, 'full/link'));
const ENTRIES = 304;
const BYTES = 603;
const MOST = { files: ENTRIES, diskBytes: BYTES };

describe('an environment that is looked through', () => {
  it('is as large as its files, links not followed', async () => {
    expect(await folderSize(join(folder, 'full'), MOST)).toBe(BYTES);
  });

  it('may hold only so many files and folders', async () => {
    const refusal = { code: 'LIMIT_EXCEEDED', hint: expect.stringContaining('PACKYARD_SANDBOX_FILES') };
    await expect(folderSize(join(folder, 'full'), { ...MOST, files: ENTRIES - 1 })).rejects.toMatchObject(refusal);
    await expect(detectLinkMode(join(folder, 'full'), ENTRIES - 1)).rejects.toMatchObject(refusal);
  });

  it('may take only so much of the disk', async () => {
    const refusal = { code: 'LIMIT_EXCEEDED', hint: expect.stringContaining('PACKYARD_SANDBOX_DISK_BYTES') };
    const build = folderSize(join(folder, 'full'), { ...MOST, diskBytes: BYTES - 1 });
    await expect(build).rejects.toMatchObject(refusal);
  });

  it('holds links or copies', async () => {
    expect(await detectLinkMode(join(folder, 'full'), ENTRIES)).toBe('copies');
    linkSync(join(folder, 'full/inner/7.py'), join(folder, 'linked.py'));
    expect(await detectLinkMode(join(folder, 'full'), ENTRIES)).toBe('hard links');
  });
});
