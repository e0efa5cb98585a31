import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { constants, zstdCompressSync } from 'node:zlib';
import { type ExportManifest, PackRef, reportError } from '@packyard/contracts';
import { HomeLayout, VendoredStore, vendoredId } from '@packyard/store';
import { paxEntry, tar, tarEntry, temporaryFolder } from '@packyard/testing';
import { ExportReader } from './export-reader';
import { openExport } from './open-export';

const folder = temporaryFolder();
const reader = new ExportReader();
const MB = 1024 * 1024;
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const content = Buffer.from('the tar of a pack');
const wheel = Buffer.from('a wheel');
const lock = `six==1.0 --hash=sha256:${sha256(wheel)}\n`;
const packages = {
  runtime: 'python' as const,
  runtimeVersion: '3.11.5',
  platform: 'linux-x64',
  lock: sha256(lock),
  files: [{ name: 'six-1.0-py3-none-any.whl', sha256: sha256(wheel), bytes: wheel.length }],
};
const id = vendoredId(packages);
const whole = {
  format: 'packyard-export-1' as const,
  packs: [{ ref: PackRef.parse('a'), version: '1.0.0', digest: 'sha256:x', content: sha256(content), vendored: [id] }],
  vendored: { [id]: packages },
  files: { [sha256(content)]: content.length, [sha256(lock)]: lock.length, [sha256(wheel)]: wheel.length },
} satisfies ExportManifest;
const FILES = [content, Buffer.from(lock), wheel].map((bytes) => tarEntry(`files/${sha256(bytes)}`, bytes));
const manifestEntry = (change: (manifest: typeof whole) => unknown = (same) => same) =>
  tarEntry('manifest.json', JSON.stringify(change(structuredClone(whole))));
const exportOf = (entries: readonly Buffer[], tail?: Buffer) => zstdCompressSync(tar(entries, tail));

async function unpack(bytes: Buffer, maxBytes = 100 * MB): Promise<{ manifest: ExportManifest; destination: string }> {
  const place = mkdtempSync(join(folder, 'in-'));
  const destination = join(place, 'destination');
  mkdirSync(destination);
  writeFileSync(join(place, 'file'), bytes);
  const manifest = await reader.unpack(
    { file: join(place, 'file'), destination, maxBytes },
    bytes.length,
    AbortSignal.timeout(60_000),
  );
  return { manifest, destination };
}

describe('an export', () => {
  it('that is whole is unpacked, each file under its hash', async () => {
    const { manifest, destination } = await unpack(exportOf([manifestEntry(), ...FILES]));
    expect(manifest).toEqual(whole);
    expect(readdirSync(destination).sort()).toEqual(Object.keys(whole.files).sort());
    expect(readFileSync(join(destination, sha256(wheel)))).toEqual(wheel);
  });

  it('ends with an empty frame where Node.js had compressed all before it knew that', async () => {
    const { manifest } = await unpack(Buffer.concat([exportOf([manifestEntry(), ...FILES]), zstdCompressSync('')]));
    expect(manifest).toEqual(whole);
  });

  it('that is written is read again, without the links of the pack to its environments', async () => {
    const pack = mkdtempSync(join(folder, 'pack-'));
    mkdirSync(join(pack, 'actions'));
    writeFileSync(join(pack, 'actions/run.sh'), 'echo', { mode: 0o755 });
    writeFileSync(join(pack, 'large'), Buffer.alloc(3 * MB, 'x'));
    const store = new VendoredStore(new HomeLayout(mkdtempSync(join(folder, 'home-'))));
    for (const [name, bytes] of [
      ['lock', lock],
      ['wheel', wheel],
    ] as const)
      writeFileSync(join(folder, name), bytes);
    const put = await store.put(packages, { lockFile: join(folder, 'lock'), pathOf: () => join(folder, 'wheel') });
    expect(put).toBe(id);
    const found = await store.find('python', put);
    if (found === undefined) throw new Error('It was not kept');
    const work = join(folder, 'work');
    const [known] = whole.packs;
    if (known === undefined) throw new Error('There is no pack');
    const order = {
      ref: known.ref,
      version: '1.0.0',
      digest: 'sha256:x',
      folder: pack,
      vendored: [{ id: put, ...found }],
    };
    await expect(openExport([order], work, AbortSignal.abort())).rejects.toThrow('aborted');
    expect(() => readdirSync(work)).toThrow('ENOENT');
    const opened = await openExport([order], work, new AbortController().signal);
    const bytes = await buffer(opened.stream);
    await opened.close();
    expect(() => readdirSync(work)).toThrow('ENOENT');
    const { manifest } = await unpack(bytes);
    expect(manifest.vendored).toEqual(whole.vendored);
    expect(manifest.packs).toMatchObject([{ ref: 'a', vendored: [id] }]);
  });

  const other = sha256('other');
  const refused: [string, string, () => Buffer][] = [
    ['empty', 'ARCHIVE_INVALID', () => Buffer.alloc(0)],
    ['no zstd', 'ARCHIVE_INVALID', () => tar([manifestEntry(), ...FILES])],
    ['without an end', 'ARCHIVE_INVALID', () => exportOf([manifestEntry(), ...FILES], Buffer.alloc(0))],
    [
      'cut in a file',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry(), FILES[0] ?? wheel, (FILES[1] ?? wheel).subarray(0, 520)], Buffer.alloc(0)),
    ],
    [
      'cut while it was sent',
      'ARCHIVE_INVALID',
      () => {
        const bytes = exportOf([manifestEntry(), ...FILES]);
        return bytes.subarray(0, bytes.length - 20);
      },
    ],
    [
      'with a second one behind it',
      'ARCHIVE_INVALID',
      () => Buffer.concat([exportOf([manifestEntry(), ...FILES]), exportOf([manifestEntry(), ...FILES])]),
    ],
    [
      // What begins in another chunk that is read is inflated, too.
      'with a second one far behind',
      'ARCHIVE_INVALID',
      () => {
        const large = randomBytes(16 * 65_536);
        const files = { ...whole.files, [sha256(large)]: large.length };
        const one = exportOf([
          manifestEntry((it) => ({ ...it, files })),
          ...FILES,
          tarEntry(`files/${sha256(large)}`, large),
        ]);
        return Buffer.concat([one, exportOf([manifestEntry(), ...FILES])]);
      },
    ],
    [
      'with something behind its last and empty frame',
      'ARCHIVE_INVALID',
      () => Buffer.concat([exportOf([manifestEntry(), ...FILES]), zstdCompressSync(''), Buffer.from('more')]),
    ],
    [
      'with a small second one behind it',
      'ARCHIVE_INVALID',
      () => Buffer.concat([exportOf([manifestEntry(), ...FILES]), zstdCompressSync('more')]),
    ],
    [
      'with something behind it',
      'ARCHIVE_INVALID',
      () => Buffer.concat([exportOf([manifestEntry(), ...FILES]), Buffer.from('more')]),
    ],
    ['without one of its files', 'ARCHIVE_INVALID', () => exportOf([manifestEntry(), ...FILES.slice(1)])],
    ['without a manifest', 'ARCHIVE_INVALID', () => exportOf(FILES)],
    ['with a manifest that comes last', 'ARCHIVE_INVALID', () => exportOf([...FILES, manifestEntry()])],
    ['with two manifests', 'ARCHIVE_INVALID', () => exportOf([manifestEntry(), manifestEntry(), ...FILES])],
    ['with a manifest that is no JSON', 'ARCHIVE_INVALID', () => exportOf([tarEntry('manifest.json', '{'), ...FILES])],
    [
      'with a manifest of 20 MB',
      'ARCHIVE_INVALID',
      () => exportOf([tarEntry('manifest.json', Buffer.alloc(20 * MB, ' '))]),
    ],
    [
      'of another format',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry((one) => ({ ...one, format: 'packyard-export-2' })), ...FILES]),
    ],
    [
      'with fields that nobody knows',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry((one) => ({ ...one, more: 1 })), ...FILES]),
    ],
    [
      'with a file that is not named',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry(), tarEntry(`files/${other}`, 'other'), ...FILES]),
    ],
    ['with a file twice', 'ARCHIVE_INVALID', () => exportOf([manifestEntry(), FILES[0] ?? wheel, ...FILES])],
    [
      'with a file of other content',
      'CHECKSUM_MISMATCH',
      () => exportOf([manifestEntry(), tarEntry(`files/${sha256(content)}`, 'THE TAR OF A PACK'), ...FILES.slice(1)]),
    ],
    [
      'with a file of another length',
      'ARCHIVE_INVALID',
      () =>
        exportOf([
          manifestEntry(),
          tarEntry(`files/${sha256(content)}`, 'longer than it should be'),
          ...FILES.slice(1),
        ]),
    ],
    ['with a path out of it', 'ARCHIVE_INVALID', () => exportOf([manifestEntry(), tarEntry('../escaped'), ...FILES])],
    ['with an absolute path', 'ARCHIVE_INVALID', () => exportOf([manifestEntry(), tarEntry('/tmp/escaped'), ...FILES])],
    [
      'with a path behind a hash',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry(), tarEntry(`files/${sha256(content)}/../../x`), ...FILES]),
    ],
    [
      'with a link in place of a file',
      'ARCHIVE_INVALID',
      () =>
        exportOf([
          manifestEntry(),
          tarEntry(`files/${sha256(content)}`, '', { type: '2', linkname: '/etc/passwd' }),
          ...FILES.slice(1),
        ]),
    ],
    [
      'with a hard link',
      'ARCHIVE_INVALID',
      () =>
        exportOf([
          manifestEntry(),
          tarEntry(`files/${sha256(content)}`, '', { type: '1', linkname: 'manifest.json' }),
          ...FILES.slice(1),
        ]),
    ],
    [
      'with a folder',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry(), tarEntry('files/', '', { type: '5' }), ...FILES]),
    ],
    [
      'with a device',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry(), tarEntry('files/x', '', { type: '3' }), ...FILES]),
    ],
    [
      'with another name in an extended header',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry(), paxEntry({ path: '/tmp/escaped' }), ...FILES]),
    ],
    [
      'with __proto__ for a file',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry(), tarEntry('files/__proto__'), ...FILES]),
    ],
    [
      'with a length that nothing follows',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry((one) => ({ ...one, files: { ...one.files, [other]: 5 } })), ...FILES]),
    ],
    [
      'with packages that are not what their id says',
      'ARCHIVE_INVALID',
      () =>
        exportOf([
          manifestEntry((one) => ({ ...one, vendored: { [id]: { ...packages, runtimeVersion: '3.12.1' } } })),
          ...FILES,
        ]),
    ],
    [
      'with a pack whose packages are missing',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry((one) => ({ ...one, packs: [{ ...one.packs[0], vendored: [other] }] })), ...FILES]),
    ],
    [
      'with a pack twice',
      'ARCHIVE_INVALID',
      () =>
        exportOf([
          manifestEntry((one) => ({ ...one, packs: [one.packs[0], { ...one.packs[0], ref: 'A' }] })),
          ...FILES,
        ]),
    ],
    [
      'with a pack whose name leads elsewhere',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry((one) => ({ ...one, packs: [{ ...one.packs[0], ref: '../a' }] })), ...FILES]),
    ],
    [
      'with a version that leads elsewhere',
      'ARCHIVE_INVALID',
      () =>
        exportOf([manifestEntry((one) => ({ ...one, packs: [{ ...one.packs[0], version: '1/../../x' }] })), ...FILES]),
    ],
    [
      'a bomb of zeros behind its end',
      'ARCHIVE_INVALID',
      () => exportOf([manifestEntry(), ...FILES], Buffer.alloc(60 * MB)),
    ],
    [
      'with a window that takes a lot of memory',
      'ARCHIVE_INVALID',
      () =>
        zstdCompressSync(tar([manifestEntry(), ...FILES], Buffer.alloc(9 * MB)), {
          params: { [constants.ZSTD_c_windowLog]: 27 },
        }),
    ],
    ['a bomb in place of a manifest', 'ARCHIVE_INVALID', () => zstdCompressSync(Buffer.alloc(60 * MB))],
  ];

  it.each(refused)('%s is refused: %s', async (_what, code, make) => {
    const error = await unpack(make()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error === undefined ? 'WHOLE' : reportError(error).code).toBe(code);
  });

  it('with more than is allowed is refused before a file of it is written', async () => {
    await expect(unpack(exportOf([manifestEntry(), ...FILES]), 20)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      hint: expect.stringContaining('PACKYARD_MAX_IMPORT_BYTES'),
    });
  });
});
