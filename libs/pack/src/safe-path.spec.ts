import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { assertTreeIsSafe } from './safe-path';

describe('a tree that was fetched', () => {
  const folder = temporaryFolder();
  const limits = {
    PACKYARD_MAX_DEPTH: 100,
    PACKYARD_MAX_ENTRIES: 100,
    PACKYARD_MAX_UNPACKED_BYTES: 1_000_000,
    PACKYARD_MAX_FILE_BYTES: 1_000_000,
  };

  it('has no path that is too long where a backup has it, however few characters that are', async () => {
    const deep = (levels: number) => Array.from({ length: levels }, () => '€'.repeat(80)).join('/');
    mkdirSync(join(folder, 'fits', deep(8)), { recursive: true });
    mkdirSync(join(folder, 'long', deep(9)), { recursive: true });
    await expect(assertTreeIsSafe(join(folder, 'fits'), limits)).resolves.toEqual({ hasLinks: false });
    await expect(assertTreeIsSafe(join(folder, 'long'), limits)).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE_PATH',
      message: expect.stringContaining('it has more than 2048 bytes'),
    });
  });
});
