import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { MaskedUrl } from '@packyard/contracts';
import { undoEncoding } from './content-encoding';

const MIB = 1024 * 1024;
// Names a window of 12 MiB.
const WIDE = zlib.zstdCompressSync(Buffer.alloc(12 * MIB, 'a'), {
  params: { [zlib.constants.ZSTD_c_windowLog]: 27 },
});

describe('an encoding that is undone', () => {
  let folder: string;
  let count = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'packyard-encoding-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const request = (name: string) => ({
    url: new MaskedUrl(`https://example.com/${name}`),
    verifySsl: true,
    maxBytes: 64 * MIB,
    limitName: 'X',
    signal: new AbortController().signal,
  });
  const fileOf = (content: Buffer) => {
    const path = join(folder, `file-${count++}`);
    writeFileSync(path, content);
    return path;
  };

  it('may look back as far as zstd does by itself, and no further', async () => {
    const usual = zlib.zstdCompressSync(Buffer.alloc(12 * MIB, 'a'), {
      params: { [zlib.constants.ZSTD_c_compressionLevel]: 19 },
    });
    expect(await undoEncoding(fileOf(usual), 'zstd', request('index.json'))).toMatchObject({ bytes: 12 * MIB });
    await expect(undoEncoding(fileOf(WIDE), 'zstd', request('index.json'))).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: expect.stringContaining('a window of more than 8 MiB'),
    });
  });

  it('is none when a server only names how an archive is packed, however that is', async () => {
    await expect(undoEncoding(fileOf(WIDE), 'zstd', request('pack.tar.zst'))).resolves.toBeUndefined();
  });

  it('is undone for a few answers at a time, however many come', async () => {
    const content = Buffer.alloc(MIB, 'text');
    const files = Array.from({ length: 32 }, () => fileOf(zlib.gzipSync(content)));
    let [done, most] = [0, 0];
    const decode = async (file: string) => {
      const decoded = await undoEncoding(file, 'gzip', request('a.json'));
      const begun = readdirSync(folder).filter((name) => files.includes(join(folder, name.replace('.decoded', ''))));
      most = Math.max(most, begun.length - files.length - done++);
      return readFileSync(decoded?.path ?? '').equals(content);
    };
    expect(await Promise.all(files.map(decode))).toEqual(files.map(() => true));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('fails as the file does that can not be read', async () => {
    const missing = undoEncoding(join(folder, 'missing'), 'gzip', request('a.json'));
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
