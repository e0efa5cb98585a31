import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { temporaryFolder } from '@packyard/testing';
import { unpacked, unpackList, writeLarge } from './write-files';

const SIZE = 9 * 1024 * 1024;
const content = Buffer.alloc(SIZE, 'text');
const wide = zstdCompressSync(content, { params: { [constants.ZSTD_c_windowLog]: 27 } });

describe('a blob of a content store', () => {
  const folder = temporaryFolder();

  it('is refused when unpacking it would take a lot of memory', async () => {
    const refused = { code: 'ARCHIVE_INVALID' };
    expect((await unpacked(zstdCompressSync(content), SIZE)).equals(content)).toBe(true);
    await expect(unpacked(wide, SIZE)).rejects.toMatchObject(refused);
    await expect(unpackList(wide, SIZE)).rejects.toMatchObject(refused);
    const packed = join(folder, 'packed.zst');
    writeFileSync(packed, wide);
    const large = writeLarge(packed, SIZE, {
      root: folder,
      files: [{ listed: ['text', 0o644, 0, 0, SIZE], modifiedAt: undefined, move: undefined }],
    });
    await expect(large).rejects.toThrow();
    expect(readdirSync(folder)).not.toContain('text');
  });
});
