import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { ContentReader } from './content-reader';

const folder = mkdtempSync(join(tmpdir(), 'packyard-unpack-'));
const LIMITS = {
  ...LimitsConfig.parse({}),
  PACKYARD_MAX_ENTRIES: 100,
  PACKYARD_MAX_DEPTH: 20,
  PACKYARD_MAX_UNPACKED_BYTES: 10_000_000,
  PACKYARD_MAX_FILE_BYTES: 5_000_000,
  PACKYARD_MAX_RATIO: 200,
};
const reader = new ContentReader(LIMITS);

/** Archives as an attacker would make them, with Python's own libraries, which let one write anything. */
const TAR = `
import io, sys, tarfile
with tarfile.open(sys.argv[1], "w:gz") as tar:
    def add(name, data=b"x", **fields):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        for key, value in fields.items():
            setattr(info, key, value)
        tar.addfile(info, io.BytesIO(data))
`;
const ZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as zip:
    def add(name, data="x", mode=0o100644):
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        zip.writestr(info, data, compress_type=zipfile.ZIP_DEFLATED)
`;

describe('unpacking an archive', () => {
  it.each([
    [
      'tar',
      TAR,
      'add("pack/pack.yaml")\n    add("pack/run.sh", mode=0o755)\n    add("pack/link", b"", type=tarfile.SYMTYPE, linkname="run.sh")',
    ],
    [
      'zip',
      ZIP,
      'add("pack/pack.yaml")\n    add("pack/run.sh", mode=0o100755)\n    add("pack/link", "run.sh", 0o120777)',
    ],
  ])('unpacks an honest %s with its modes and links', async (_kind, prelude, body) => {
    const destination = await unpack(prelude, body);
    expect(readdirSync(join(destination, 'pack')).sort()).toEqual(['link', 'pack.yaml', 'run.sh']);
    expect(statSync(join(destination, 'pack/run.sh')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(destination, 'pack/link'))).toBe('run.sh');
  });

  it.each([
    ['a path that leads out of a tar', TAR, 'add("../escaped")'],
    ['an absolute path in a tar', TAR, 'add("/tmp/escaped")'],
    ['a link in a tar that leads out', TAR, 'add("link", b"", type=tarfile.SYMTYPE, linkname="../../etc")'],
    ['an absolute link in a tar', TAR, 'add("link", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")'],
    [
      'a hard link that leads out of a tar',
      TAR,
      'add("pack.yaml")\n    add("hard", b"", type=tarfile.LNKTYPE, linkname="../pack.yaml")',
    ],
    ['a device in a tar', TAR, 'add("device", b"", type=tarfile.CHRTYPE)'],
    ['a file that comes twice in a tar', TAR, 'add("a")\n    add("a", b"other")'],
    ['a backslash in a tar', TAR, 'add("..\\\\\\\\escaped")'],
    ['a link in a zip that leads out', ZIP, 'add("link", "../../etc", 0o120777)'],
    ['a device in a zip', ZIP, 'add("device", "", 0o020644)'],
    ['a file that comes twice in a zip', ZIP, 'add("a")\n    add("a", "other")'],
  ])('refuses %s', async (_what, prelude, body) => {
    await expect(unpack(prelude, body)).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE_PATH',
      hint: expect.any(String),
    });
  });

  it.each([
    ['CHRTYPE', 'a device'],
    ['BLKTYPE', 'a device'],
    ['FIFOTYPE', 'a pipe'],
  ])('says in words what no file is: %s', async (type, what) => {
    await expect(unpack(TAR, `add("odd", b"", type=tarfile.${type})`)).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`odd'.*: it is ${what}\\.$`)),
    });
  });

  it.each([
    ['a zip path that leads out', ZIP, 'add("../escaped")'],
    ['an absolute zip path', ZIP, 'add("/tmp/escaped")'],
  ])('refuses %s', async (_what, prelude, body) => {
    await expect(unpack(prelude, body)).rejects.toMatchObject({ code: expect.stringMatching(/^ARCHIVE_/) });
  });

  it.each([
    ['too many entries', TAR, 'for index in range(101): add(f"file-{index}")'],
    ['a file that is too large', TAR, 'add("large", b"\\\\0" * 5_000_001)'],
    ['a bomb', TAR, 'for index in range(4): add(f"zeros-{index}", b"\\\\0" * 4_000_000)'],
    ['a zip bomb', ZIP, 'for index in range(4): add(f"zeros-{index}", "\\\\0" * 4_000_000)'],
  ])('refuses %s', async (_what, prelude, body) => {
    await expect(unpack(prelude, body)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('says what a file is that is no archive', async () => {
    await expect(unpackFile('<!DOCTYPE html><title>Sign in</title>')).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringContaining('HTML page'),
    });
    await expect(unpackFile('')).rejects.toMatchObject({ message: expect.stringContaining('empty') });
  });

  it('says when an archive is damaged', async () => {
    const file = makeArchive(TAR, 'add("pack.yaml", b"x" * 10000)');
    const bytes = readFileSync(file);
    await expect(unpackFile(bytes.subarray(0, bytes.length - 20))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
  });
});

function unpack(prelude: string, body: string): Promise<string> {
  return unpackFile(readFileSync(makeArchive(prelude, body)));
}

function makeArchive(prelude: string, body: string): string {
  const file = mkdtempSync(join(folder, 'made-'));
  const script = `${prelude}    ${body.replaceAll('\\\\', '\\')}\n`;
  execFileSync('python3', ['-W', 'ignore', '-c', script, join(file, 'archive')]);
  return join(file, 'archive');
}

async function unpackFile(content: Buffer | string): Promise<string> {
  const place = mkdtempSync(join(folder, 'in-'));
  const destination = join(place, 'destination');
  mkdirSync(destination);
  writeFileSync(join(place, 'archive'), content);
  const archive = { file: join(place, 'archive'), destination, subject: 'https://h.example/x' };
  await reader.unpack(archive, AbortSignal.timeout(60_000));
  return destination;
}
