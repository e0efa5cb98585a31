import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { makeFolder } from './make-folder';

jest.mock('node:fs/promises', () => ({ ...jest.requireActual<typeof fs>('node:fs/promises') }));

const gone = Object.assign(new Error('ENOENT: no such file or directory, mkdir'), { code: 'ENOENT' });

describe('making a folder', () => {
  const folder = temporaryFolder();
  afterEach(() => jest.restoreAllMocks());

  it('begins again when a folder above was removed in between', async () => {
    const target = join(folder, 'a/b');
    jest.spyOn(fs, 'mkdir').mockRejectedValueOnce(gone).mockRejectedValueOnce(gone);
    await makeFolder(target);
    expect(existsSync(target)).toBe(true);
  });

  it('says so when that does not end, or something else is wrong', async () => {
    const mkdir = jest.spyOn(fs, 'mkdir').mockRejectedValue(gone);
    await expect(makeFolder(join(folder, 'c'))).rejects.toBe(gone);
    expect(mkdir.mock.calls.length).toBeGreaterThan(1);
    mkdir.mockClear().mockRejectedValue(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await expect(makeFolder(join(folder, 'c'))).rejects.toThrow('full');
    expect(mkdir).toHaveBeenCalledTimes(1);
  });
});
