import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { LimitsConfig } from '@packyard/config';
import { paxEntry, tar, tarEntry, temporaryFolder, zip } from '@packyard/testing';
import { archiveUnpacker } from '../testing/archive-unpacker';
import { ContentReader } from './content-reader';

const reader = new ContentReader(LimitsConfig.parse({}));
const LATIN1 = Buffer.from('caf\u00e9', 'latin1');
// The name of "nihon" in Shift-JIS.
const SHIFT_JIS = Buffer.from('93fa967b', 'hex');
const WINDOWS = 0x0014;

describe('names in an archive', () => {
  const folder = temporaryFolder();
  const unpack = archiveUnpacker(reader, folder);
  const namesIn = async (content: Buffer) => readdirSync(await unpack(content), { encoding: 'utf8' });

  it.each([
    ['a tar', tar([tarEntry('caf\u00e9')])],
    ['a folder of a tar', tar([tarEntry('caf\u00e9/', '', { type: '5' }), tarEntry('a')])],
    ['a link of a tar', tar([tarEntry('a', '', { type: '2', linkname: 'caf\u00e9' })])],
    ['a hard link of a tar', tar([tarEntry('a'), tarEntry('caf\u00e9', '', { type: '1', linkname: 'a' })])],
    [
      'a tar with a long name',
      tar([tarEntry('L', Buffer.concat([LATIN1, Buffer.alloc(1)]), { type: 'L' }), tarEntry('a')]),
    ],
    ['a zip', zip([{ name: LATIN1 }])],
    ['a zip of Windows', zip([{ name: LATIN1, madeBy: WINDOWS, mode: 0 }])],
    ['a zip in Japanese', zip([{ name: SHIFT_JIS, madeBy: WINDOWS, mode: 0 }])],
    ['a zip that says it is UTF-8', zip([{ name: LATIN1, flags: 0x800 }])],
    ['a link of a zip', zip([{ name: 'a', content: LATIN1, mode: 0o120777 }])],
  ])('that are no UTF-8 are refused in words: %s', async (_what, content) => {
    await expect(unpack(content)).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE_PATH',
      message: expect.stringMatching(/^The pack contains the path '.*\ufffd.*', whose name is not UTF-8/),
      hint: expect.stringContaining('convmv'),
    });
  });

  it.each([
    ['a tar', tar([tarEntry(Buffer.from('caf\u00e9').toString('latin1'))])],
    ['a tar with a header of its own for it', tar([paxEntry({ path: 'caf\u00e9' }), tarEntry('a')])],
    ['a zip', zip([{ name: 'caf\u00e9', flags: 0x800 }])],
    ['a zip that does not say that it is UTF-8', zip([{ name: 'caf\u00e9' }])],
    ['a zip of Windows that does not say it', zip([{ name: 'caf\u00e9', madeBy: WINDOWS, mode: 0 }])],
  ])('stay as they are in UTF-8: %s', async (_what, content) => {
    expect(await namesIn(content)).toEqual(['caf\u00e9']);
  });

  it('in a zip may stand beside those of an old code page', async () => {
    // By Python's library, which writes what it is given.
    const unicode = Buffer.concat([Buffer.from([1]), u32(crc32(LATIN1)), Buffer.from('caf\u00e9')]).toString('hex');
    const script = `import sys, struct, zipfile
class Info(zipfile.ZipInfo):
    def _encodeFilenameFlags(self): return b"caf\\xe9", 0
info = Info("cafe")
data = bytes.fromhex("${unicode}")
info.extra = struct.pack("<HH", 0x7075, len(data)) + data
with zipfile.ZipFile(sys.argv[1], "w") as file: file.writestr(info, "x")`;
    const file = join(mkdtempSync(join(folder, 'made-')), 'x.zip');
    execFileSync('python3', ['-c', script, file]);
    const destination = mkdtempSync(join(folder, 'in-'));
    await reader.unpack({ file, destination, subject: 'x' }, AbortSignal.timeout(120_000));
    expect(readdirSync(destination)).toEqual(['caf\u00e9']);
  });

  it('with backslashes are paths where Windows made the zip, and nowhere else', async () => {
    const made = { madeBy: WINDOWS, mode: 0 };
    const destination = await unpack(
      zip([
        { name: 'p\\actions\\', content: '', ...made },
        { name: 'p\\actions\\a.sh', content: '#!/bin/sh\n', ...made },
      ]),
    );
    expect(statSync(join(destination, 'p/actions/a.sh')).mode & 0o777).toBe(0o755);
    for (const hostile of [
      { name: '..\\x', ...made },
      { name: '\\x', ...made },
      { name: 'C:\\x', ...made },
      { name: 'a\\b' },
    ])
      await expect(unpack(zip([hostile]))).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
  });
});

describe('what is no archive', () => {
  const folder = temporaryFolder();
  const refusal = async (content: Buffer | string): Promise<unknown> => {
    const place = mkdtempSync(join(folder, 'in-'));
    writeFileSync(join(place, 'archive'), content);
    const archive = { file: join(place, 'archive'), destination: place, subject: 'https://h.example/x' };
    return reader.unpack(archive, AbortSignal.timeout(120_000)).catch((error: unknown) => error);
  };

  it.each([
    ['7z\xbc\xaf\x27\x1c', 'is no archive: it is a 7z archive'],
    ['Rar!\x1a\x07\x01\x00', 'is no archive: it is a RAR archive'],
    ['LZIP\x01', 'it is packed by lzip'],
    ['\x1f\x9d\x90', 'it is packed by compress'],
    ['\x04"M\x18', 'it is packed by lz4'],
    ['07070100', 'it is a cpio archive'],
    ['\xed\xab\xee\xdb\x03', 'it is an RPM package'],
    ['\0'.repeat(8), 'it is nothing but zeros, as an empty tar is'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:s3cr3t', 'a pointer of Git LFS'],
    ['{"message": "s3cr3t"}', 'a JSON document'],
    ['#!/bin/sh\ns3cr3t', 'a script'],
    ['s3cr3t and nothing else', 'it is a text'],
    ['\x00\x01\x02\x03', 'it starts with 00010203'],
  ])('is told by what it is: %j', async (content, words) => {
    const told = await refusal(Buffer.from(content, 'latin1'));
    expect(told).toMatchObject({ code: 'ARCHIVE_INVALID', message: expect.stringContaining(words) });
    expect((told as Error).message).not.toContain('s3cr3t');
  });

  it.each([
    ['one file in gzip', gzipSync('ref: a\n'), 'what is packed in it is no tar', 'tar -czf'],
    ['an empty tar in gzip', gzipSync(Buffer.alloc(1024)), 'is no tar, or an empty one', 'tar -czf'],
    ['a zip by LZMA', zip([{ name: 'a', method: 14 }]), 'is packed by LZMA', 'deflate'],
    ['a zip by Deflate64', zip([{ name: 'a', method: 9 }]), 'is packed by Deflate64', 'deflate'],
    ['a zip by what nobody knows', zip([{ name: 'a', method: 42 }]), 'is packed by the method 42', 'deflate'],
  ])('or is packed in another way, is told with how to pack it: %s', async (_what, content, message, hint) => {
    expect(await refusal(content)).toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });
});

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
