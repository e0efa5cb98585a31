import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { LimitsConfig } from '@packyard/config';
import { reportError } from '@packyard/contracts';
import { paxEntry, tar, tarEntry, tarGz, temporaryFolder, zip, type ZipEntry } from '@packyard/testing';
import { ContentReader } from './content-reader';

const MB = 1024 * 1024;
const PACK = tarEntry('pack.yaml', 'ref: a\nversion: 1.0.0\n');
const END = Buffer.alloc(1024);
const limits = LimitsConfig.parse({});
const reader = new ContentReader(limits);

describe('a hostile archive', () => {
  const folder = temporaryFolder();

  const unpack = async (content: Buffer, by = reader, signal = AbortSignal.timeout(60_000)) => {
    const place = mkdtempSync(join(folder, 'in-'));
    const destination = join(place, 'destination');
    mkdirSync(destination);
    writeFileSync(join(place, 'archive'), content);
    await by.unpack({ file: join(place, 'archive'), destination, subject: 'https://h.example/a.tgz' }, signal);
    return destination;
  };
  const codeOf = async (content: Buffer, by = reader) => {
    const error = await unpack(content, by).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error === undefined ? 'WHOLE' : reportError(error).code;
  };

  it.each([
    ['25 MB of zeros', Buffer.alloc(25 * MB)],
    ['100 MB of zeros', Buffer.alloc(100 * MB)],
    ['garbage that looks like more entries', Buffer.concat([END, ...Array.from({ length: 9 }, () => tarEntry('b'))])],
  ])('ends where the archive ends, however much follows: %s', async (_what, tail) => {
    const content = tarGz([PACK], Buffer.concat([END, tail]));
    const startedAt = Date.now();
    const destination = await unpack(content);
    expect(Date.now() - startedAt).toBeLessThan(3000);
    expect(readdirSync(destination)).toEqual(['pack.yaml']);
  });

  const entry = (fields: Partial<ZipEntry>) => zip([{ name: 'pack.yaml' }, { name: 'a', ...fields }]);
  const files = (count: number, name = (index: number) => `file-${index}`) =>
    Array.from({ length: count }, (_item, index) => tarEntry(name(index), ''));
  const deep = (levels: number) => `${'d/'.repeat(levels)}f`;
  const many = (count: number, name = (index: number) => `file-${index}`) =>
    zip(Array.from({ length: count }, (_item, index) => ({ name: name(index), content: '', isStored: true })));

  const refused: [string, string, () => Buffer][] = [
    // what inflates to more than it says
    [
      'a zip entry that inflates to more than its directory says',
      'ARCHIVE_INVALID',
      () => entry({ content: Buffer.alloc(5 * MB), size: 10 }),
    ],
    ['one that inflates to less', 'ARCHIVE_INVALID', () => entry({ content: 'abc', size: 10 })],
    [
      'a stored zip entry whose sizes differ',
      'ARCHIVE_INVALID',
      () => entry({ content: 'abc', isStored: true, size: 10 }),
    ],
    ['a zip entry that reaches behind the file', 'ARCHIVE_INVALID', () => entry({ packedSize: 1_000_000 })],
    ['a zip entry with a wrong CRC-32', 'ARCHIVE_INVALID', () => entry({ crc: 1 })],
    ['a zip entry with a method that nobody knows', 'ARCHIVE_INVALID', () => entry({ method: 99 })],
    ['an encrypted zip entry', 'ARCHIVE_INVALID', () => entry({ flags: 1 })],
    [
      'a zip entry that is no deflate stream',
      'ARCHIVE_INVALID',
      () => entry({ content: '\xff\xff\xff', isStored: true, method: 8 }),
    ],
    ['a zip that is cut', 'ARCHIVE_INVALID', () => zip([{ name: 'a', content: 'x'.repeat(5000) }]).subarray(0, 60)],
    ['a zip without its directory', 'ARCHIVE_INVALID', () => zip([{ name: 'a' }]).subarray(0, 35)],
    [
      'a zip link with an endless target',
      'ARCHIVE_UNSAFE_PATH',
      () => entry({ content: 'x'.repeat(9999), mode: 0o120777 }),
    ],
    // bombs
    [
      'a tar whose zeros are its content',
      'LIMIT_EXCEEDED',
      () => tarGz([PACK, tarEntry('zeros', Buffer.alloc(30 * MB))]),
    ],
    [
      'headers without an end',
      'LIMIT_EXCEEDED',
      () => gzipSync(Buffer.concat(Array.from({ length: 40 }, () => paxEntry({ comment: 'y'.repeat(MB / 2) })))),
    ],
    ['a gzip in a gzip', 'LIMIT_EXCEEDED', () => gzipSync(gzipSync(tar([tarEntry('zeros', Buffer.alloc(30 * MB))])))],
    ['a zip of zeros', 'LIMIT_EXCEEDED', () => entry({ content: Buffer.alloc(30 * MB) })],
    // what is cut, or is not what it says
    [
      'a tar that is cut in a header',
      'ARCHIVE_INVALID',
      () => tar([PACK, tarEntry('b').subarray(0, 300)], Buffer.alloc(0)),
    ],
    [
      'a tar that is cut in a body',
      'ARCHIVE_INVALID',
      () => tar([tarEntry('b', 'x'.repeat(5000)).subarray(0, 1500)], Buffer.alloc(0)),
    ],
    ['a tar that is cut between two entries', 'ARCHIVE_INVALID', () => tar([PACK], Buffer.alloc(0))],
    [
      'an entry of a kind that nobody knows',
      'ARCHIVE_UNSAFE_PATH',
      () => tar([PACK, tarEntry('b', '', { type: 'M' })]),
    ],
    ['a gzip that is cut', 'ARCHIVE_INVALID', () => tarGz([tarEntry('b', 'x'.repeat(5000))]).subarray(0, 50)],
    ['a gzip with a wrong checksum', 'ARCHIVE_INVALID', () => withByte(tarGz([PACK]), -8)],
    ['a header with a wrong checksum', 'ARCHIVE_INVALID', () => tar([PACK, withByte(tarEntry('b'), 3)])],
    ['a body that is larger than the file', 'ARCHIVE_INVALID', () => tar([tarEntry('b', 'x', { size: 100_000 })])],
    ['a file in place of a folder', 'ARCHIVE_UNSAFE_PATH', () => tar([tarEntry('b'), tarEntry('b/c')])],
    ['a sparse entry of GNU', 'ARCHIVE_INVALID', () => tar([PACK, tarEntry('b', '', { type: 'S' })])],
    [
      'a sparse entry of PAX',
      'ARCHIVE_INVALID',
      () => tar([paxEntry({ 'GNU.sparse.major': '1' }), tarEntry('GNUSparseFile.0/b')]),
    ],
    ['a name of 2 MB', 'ARCHIVE_INVALID', () => tar([tarEntry('L', 'n'.repeat(2 * MB), { type: 'L' }), tarEntry('b')])],
    ['a gzip of nothing', 'ARCHIVE_INVALID', () => gzipSync('')],
    ['a gzip of garbage', 'ARCHIVE_INVALID', () => gzipSync('x'.repeat(5000))],
    [
      'a deflate stream with a head of gzip',
      'ARCHIVE_INVALID',
      () => Buffer.concat([Buffer.from('1f8b08', 'hex'), deflateRawSync('x')]),
    ],
    // too many, too deep
    ['60,000 files in a tar', 'LIMIT_EXCEEDED', () => tarGz(files(60_000))],
    [
      '60,000 folders in a tar',
      'LIMIT_EXCEEDED',
      () => tarGz(Array.from({ length: 60_000 }, (_item, index) => tarEntry(`d${index}/`, '', { type: '5' }))),
    ],
    ['60,000 files in a zip', 'LIMIT_EXCEEDED', () => many(60_000)],
    ['60,000 folders in a zip', 'LIMIT_EXCEEDED', () => many(60_000, (index) => `d${index}/`)],
    ['100 folders deep in a tar', 'LIMIT_EXCEEDED', () => tar([paxEntry({ path: deep(100) }), tarEntry('f')])],
    ['1,500 folders deep in a tar', 'LIMIT_EXCEEDED', () => tarGz([paxEntry({ path: deep(1500) }), tarEntry('f')])],
    ['1,500 folders deep in a zip', 'LIMIT_EXCEEDED', () => zip([{ name: deep(1500) }])],
    [
      'a folder with a million slashes in a tar',
      'ARCHIVE_UNSAFE_PATH',
      () => tarGz([PACK, paxEntry({ path: `d${'/'.repeat(1_000_000)}` }), tarEntry('d/', '', { type: '5' })]),
    ],
    [
      'a link to a name with a million slashes',
      'ARCHIVE_UNSAFE_PATH',
      () =>
        tarGz([
          PACK,
          paxEntry({ linkpath: `d${'/'.repeat(1_000_000)}` }),
          tarEntry('l', '', { type: '2', linkname: 'd' }),
        ]),
    ],
    [
      'a folder with 60,000 slashes in a zip',
      'ARCHIVE_UNSAFE_PATH',
      () => zip([{ name: 'pack.yaml' }, { name: `d${'/'.repeat(60_000)}`, content: '' }]),
    ],
  ];

  it.each(refused)('is refused: %s (%s)', async (_what, code, make) => {
    expect(await codeOf(make())).toBe(code);
  });

  it.each([
    ['tar', tarGz([PACK, tarEntry('.git', 'gitdir: /etc'), tarEntry('sub/.GIT/config'), tarEntry('sub/.gitignore')])],
    ['tar with a link', tar([PACK, tarEntry('.git', '', { type: '2', linkname: '/etc' }), tarEntry('sub/.gitignore')])],
    [
      'zip',
      zip([
        { name: 'pack.yaml' },
        { name: '.git', content: 'gitdir: /etc' },
        { name: 'sub/.git/HEAD' },
        { name: 'sub/.gitignore' },
      ]),
    ],
  ])('never brings a .git out of a %s', async (_kind, content) => {
    const names = readdirSync(await unpack(content), { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => !['pack.yaml', 'sub', 'sub/.gitignore'].includes(name))).toEqual([]);
    expect(names).toContain('pack.yaml');
  });

  it('takes an archive whose end is missing, when all its entries are whole', async () => {
    const destination = await unpack(tarGz([PACK, tarEntry('b', 'whole')], Buffer.alloc(0)));
    expect(readFileSync(join(destination, 'b'), 'utf8')).toBe('whole');
  });

  it('is stopped at once when it takes too long, or nobody wants it any more', async () => {
    const slow = tarGz(files(40_000));
    const hasty = new ContentReader({ ...limits, PACKYARD_READ_SECONDS: 0.3 });
    expect(await codeOf(slow, hasty)).toBe('LIMIT_EXCEEDED');
    const abort = new AbortController();
    const unpacking = unpack(slow, reader, abort.signal).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const startedAt = Date.now();
    abort.abort(new Error('enough'));
    expect(await unpacking).toMatchObject({ message: 'enough' });
    expect(Date.now() - startedAt).toBeLessThan(250);
  });
});

function withByte(content: Buffer, at: number): Buffer {
  const copy = Buffer.from(content);
  copy[at < 0 ? copy.length + at : at]! ^= 0xff;
  return copy;
}
