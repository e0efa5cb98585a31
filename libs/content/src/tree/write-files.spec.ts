import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { constants, createZstdCompress, zstdCompressSync } from 'node:zlib';
import { temporaryFolder } from '@packyard/testing';
import { RelocatedText } from './relocated-text';
import { unpacked, unpackList, writeBundle, writeLarge, type WrittenFile } from './write-files';

const SIZE = 9 * 1024 * 1024;
const content = Buffer.alloc(SIZE, 'text');
const WIDE = { params: { [constants.ZSTD_c_windowLog]: 27 } };
const wide = zstdCompressSync(content, WIDE);
const withoutPromise = () =>
  buffer(Readable.from([content.subarray(0, 5), content.subarray(5)]).pipe(createZstdCompress(WIDE)));

describe('a blob of a content store', () => {
  const folder = temporaryFolder();

  it('is refused when unpacking it would take a lot of memory', async () => {
    const refused = { code: 'ARCHIVE_INVALID' };
    expect((await unpacked(zstdCompressSync(content), SIZE)).equals(content)).toBe(true);
    // Room for what it promises is all that it takes; without a promise it would be its whole window besides.
    expect((await unpacked(wide, SIZE)).equals(content)).toBe(true);
    await expect(unpacked(wide, SIZE - 1)).rejects.toMatchObject(refused);
    await expect(unpacked(await withoutPromise(), SIZE)).rejects.toMatchObject(refused);
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

describe('a bundle of a content store', () => {
  const folder = temporaryFolder();
  const filesOf = (count: number, bytes: number, more: Partial<WrittenFile> = {}): WrittenFile[] =>
    Array.from({ length: count }, (_, index) => ({
      listed: [`file-${index}`, 0o640, 0, 0, bytes],
      modifiedAt: undefined,
      move: undefined,
      ...more,
    }));
  const make = (name: string) => {
    const root = join(folder, name);
    mkdirSync(root);
    return root;
  };

  it.each([
    ['many', 5000, 1],
    ['long', 600, 32 * 1024],
  ])('lets the event loop go on while %s files are written', async (name, count, bytes) => {
    const root = make(name);
    const seen = new Set<number>();
    let isDone = false;
    const look = () => {
      seen.add(readdirSync(root).length);
      if (!isDone) setImmediate(look);
    };
    look();
    await writeBundle(zstdCompressSync(Buffer.alloc(bytes, 'a')), bytes, { root, files: filesOf(count, bytes) });
    isDone = true;
    expect(readdirSync(root)).toHaveLength(count);
    expect([...seen].filter((there) => there > 0 && there < count).length).toBeGreaterThanOrEqual(4);
  });

  it('moves what several files have in common once', async () => {
    const root = make('moved');
    const text = Buffer.from('/from/x\n'.repeat(16 * 1024));
    const move = { from: '/from', to: '/the/other' };
    const moving = jest.spyOn(RelocatedText.prototype, 'add');
    const files: WrittenFile[] = [
      ...filesOf(5, text.length, { move, modifiedAt: 1_000_000 }),
      { listed: ['script', 0o750, 0, 0, text.length], modifiedAt: 2_000_000, move },
      { listed: ['as-it-was', 0o640, 0, 0, text.length], modifiedAt: undefined, move: undefined },
    ];
    await writeBundle(zstdCompressSync(text), text.length, { root, files });
    expect(moving).toHaveBeenCalledTimes(1);
    const moved = text.toString().replaceAll('/from/', '/the/other/');
    for (const { listed, modifiedAt } of files.slice(0, -1)) {
      const path = join(root, listed[0]);
      expect(readFileSync(path, 'utf8') === moved).toBe(true);
      expect(statSync(path)).toMatchObject({ mode: 0o100_000 | listed[1], mtimeMs: (modifiedAt ?? 0) * 1000 });
    }
    expect(readFileSync(join(root, 'as-it-was')).equals(text)).toBe(true);
  });

  it('keeps nothing in memory of what it has written', async () => {
    const packed = zstdCompressSync(randomBytes(100_000));
    await writeBundle(packed, 100_000, { root: make('written'), files: filesOf(3, 100_000) });
    expect(packed).toHaveLength(0);
    const others = Buffer.from('those who share memory with it');
    const short = Buffer.from(zstdCompressSync(Buffer.from('short')));
    await writeBundle(short, 5, { root: make('short'), files: filesOf(1, 5) });
    expect(others.toString()).toBe('those who share memory with it');
    expect(readFileSync(join(folder, 'short/file-0'), 'utf8')).toBe('short');
  });

  it('takes no memory of others that it is given a part of', async () => {
    const packed = zstdCompressSync(randomBytes(100_000));
    const whole = Buffer.concat([packed, Buffer.alloc(100_000, 'neighbour')]);
    const part = whole.subarray(0, packed.length);
    await writeBundle(part, 100_000, { root: make('part'), files: filesOf(1, 100_000) });
    expect(whole.subarray(packed.length).toString('utf8', 0, 9)).toBe('neighbour');
  });

  it('writes again what it could not read to copy it', async () => {
    const root = make('closed');
    const bytes = 128 * 1024;
    const closed: WrittenFile = { listed: ['closed', 0o200, 0, 0, bytes], modifiedAt: undefined, move: undefined };
    const files = [closed, ...filesOf(1, bytes)];
    await writeBundle(zstdCompressSync(Buffer.alloc(bytes, 'a')), bytes, { root, files });
    expect(readFileSync(join(root, 'file-0'))).toHaveLength(bytes);
  });
});
