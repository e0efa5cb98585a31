import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { LimitsConfig } from '@packyard/config';
import { tar, tarEntry, temporaryFolder, zip } from '@packyard/testing';
import { archiveUnpacker } from '../testing/archive-unpacker';
import { ContentReader } from './content-reader';

const reader = new ContentReader({ ...LimitsConfig.parse({}), PACKYARD_MAX_UNPACKED_BYTES: 10_000_000 });
const NOISE = randomBytes(400_000).toString('base64');
const HONEST = tar([tarEntry('pack/pack.yaml', 'ref: a\n'), tarEntry('pack/noise', NOISE)]);

/** By Python's own libraries, which pack as bzip2 and xz do. */
function packed(by: 'bz2' | 'lzma', content: Buffer): Buffer {
  const script = `import ${by}, sys; sys.stdout.buffer.write(${by}.compress(sys.stdin.buffer.read()))`;
  return execFileSync('python3', ['-c', script], { input: content, maxBuffer: 1e9 });
}

const FORMATS: [string, (content: Buffer) => Buffer][] = [
  ['nothing', (content) => content],
  ['gzip', gzipSync],
  ['bzip2', (content) => packed('bz2', content)],
  ['xz', (content) => packed('lzma', content)],
  ['zstd', zstdCompressSync],
];

describe('an archive', () => {
  const folder = temporaryFolder();
  const unpack = archiveUnpacker(reader, folder);

  describe.each(FORMATS)('packed by %s', (_name, pack) => {
    it('is unpacked', async () => {
      const destination = await unpack(pack(HONEST));
      expect(readFileSync(join(destination, 'pack/noise'), 'utf8')).toBe(NOISE);
    });

    it('is refused when it was cut, wherever', async () => {
      const whole = pack(HONEST);
      for (const share of [0.1, 0.5, 0.9, 0.999]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        await expect(unpack(cut)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
      }
    });

    it('is refused when it grows beyond all measure', async () => {
      const zeros = Array.from({ length: 40 }, (_zero, at) => tarEntry(`zeros-${at}`, Buffer.alloc(1_000_000)));
      await expect(unpack(pack(tar(zeros)))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    });
  });

  it.each(FORMATS.slice(1))('is refused when what %s packed is nonsense, and in words', async (_name, pack) => {
    const nonsense = pack(Buffer.alloc(2000, 'no archive '));
    await expect(unpack(nonsense)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    const damaged = Buffer.from(pack(HONEST));
    damaged.fill(0, 20, damaged.length);
    await expect(unpack(damaged)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
  });

  it('may be an old tar that names no format', async () => {
    const entry = tarEntry('pack.yaml', 'ref: a\n');
    entry.fill(0, 257, 265);
    entry.write('        ', 148, 'latin1');
    const sum = entry.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    entry.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect(readdirSync(await unpack(tar([entry])))).toEqual(['pack.yaml']);
  });

  it('may hold hard links, which become files of their own', async () => {
    const entries = [
      tarEntry('pack/one', 'content'),
      tarEntry('pack/two', '', { type: '1', linkname: 'pack/one' }),
      tarEntry('deep/three', '', { type: '1', linkname: './pack/two' }),
    ];
    const destination = await unpack(tar(entries));
    expect(readFileSync(join(destination, 'deep/three'), 'utf8')).toBe('content');
    expect(statSync(join(destination, 'pack/one')).nlink).toBe(1);
  });

  it.each([
    ['out of it', [tarEntry('a', 'x'), tarEntry('b', '', { type: '1', linkname: '../../secret' })]],
    ['to an absolute path', [tarEntry('b', '', { type: '1', linkname: '/etc/passwd' })]],
    ['to what comes later', [tarEntry('b', '', { type: '1', linkname: 'a' }), tarEntry('a', 'x')]],
    [
      'to a symbolic link',
      [tarEntry('a', '', { type: '2', linkname: 'b' }), tarEntry('c', '', { type: '1', linkname: 'a' })],
    ],
  ])('may not hold hard links %s', async (_where, entries) => {
    await expect(unpack(tar(entries))).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
  });

  it('grows by its hard links too', async () => {
    const links = Array.from({ length: 20 }, (_link, at) => tarEntry(`l-${at}`, '', { type: '1', linkname: 'a' }));
    await expect(unpack(tar([tarEntry('a', Buffer.alloc(900_000, 'x')), ...links]))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
  });

  it.each([
    ['tar', (names: string[]) => tar(names.map((name) => tarEntry(name)))],
    ['zip', (names: string[]) => zip(names.map((name) => ({ name, content: 'x' })))],
  ])('from a Mac loses what only a Mac knows: %s', async (_kind, make) => {
    const names = [
      'pack/pack.yaml',
      '__MACOSX/pack/._pack.yaml',
      'pack/.DS_Store',
      'pack/._pack.yaml',
      'pack/a/.DS_Store',
    ];
    const destination = await unpack(make(names));
    expect(readdirSync(destination)).toEqual(['pack']);
    expect(readdirSync(join(destination, 'pack')).filter((name) => name !== 'a')).toEqual(['pack.yaml']);
  });

  it('without modes keeps its scripts runnable', async () => {
    const content = zip([
      { name: 'run.sh', content: '#!/bin/sh\n', mode: 0 },
      { name: 'empty', content: '', mode: 0 },
      { name: 'kept.sh', content: '#!/bin/sh\n', mode: 0o100644 },
    ]);
    const destination = await unpack(content);
    const mode = (name: string) => statSync(join(destination, name)).mode & 0o777;
    expect([mode('run.sh'), mode('empty'), mode('kept.sh')]).toEqual([0o755, 0o644, 0o644]);
  });
});
