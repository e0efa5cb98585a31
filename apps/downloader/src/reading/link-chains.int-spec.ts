import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { tarEntry, tarGz, temporaryFolder, zip } from '@packyard/testing';
import { ContentReader } from './content-reader';

const folder = temporaryFolder();
const reader = new ContentReader(LimitsConfig.parse({}));
const PACK = 'ref: a\nlabel: A\nversion: 1.0.0\n';
const link = (name: string, linkname: string) => tarEntry(name, '', { type: '2', linkname });
/** Each by its letters stays inside; the system goes up a folder more with each. */
const CHAIN = [
  ['x/l1', '..'],
  ['x/u1', 'l1/..'],
  ['x/u2', 'u1/..'],
] as const;

/** Beside what is unpacked lies what nobody may reach. */
function place(): { destination: string; victim: string } {
  const root = mkdtempSync(join(folder, 'in-'));
  const destination = join(root, 'a/destination');
  mkdirSync(destination, { recursive: true });
  writeFileSync(join(root, 'victim'), 'ORIGINAL');
  return { destination, victim: join(root, 'victim') };
}

async function unpack(content: Buffer, destination: string): Promise<void> {
  const file = join(mkdtempSync(join(folder, 'file-')), 'archive');
  writeFileSync(file, content);
  await reader.unpack({ file, destination, subject: 'the archive' }, AbortSignal.timeout(60_000));
}

const inspect = (root: string) => reader.inspect({ folder: root }, {}, AbortSignal.timeout(60_000));

describe('links that lead on from one another', () => {
  it.each([
    ['tar', tarGz([tarEntry('pack.yaml', PACK), ...CHAIN.map(([name, target]) => link(name, target))])],
    [
      'zip',
      zip([
        { name: 'pack.yaml', content: PACK },
        ...CHAIN.map(([name, content]) => ({ name, content, mode: 0o120777 })),
      ]),
    ],
  ])('are refused in a %s', async (_kind, content) => {
    const { destination } = place();
    const unpacked = unpack(content, destination).then(() => inspect(destination));
    await expect(unpacked).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
  });

  it('let no hard link write to where they lead', async () => {
    const { destination, victim } = place();
    const chain = CHAIN.map(([name, target]) => link(name, target));
    const hard = tarEntry('x/u2/victim', '', { type: '1', linkname: 'payload' });
    await expect(unpack(tarGz([tarEntry('payload', 'EVIL'), ...chain, hard]), destination)).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE_PATH',
    });
    expect(readFileSync(victim, 'utf8')).toBe('ORIGINAL');
  });

  it('let no hard link go through a link that stays inside', async () => {
    const { destination } = place();
    const entries = [
      tarEntry('payload', 'x'),
      tarEntry('d/f'),
      link('l', 'd'),
      tarEntry('l/g', '', { type: '1', linkname: 'payload' }),
    ];
    await expect(unpack(tarGz(entries), destination)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
    expect(existsSync(join(destination, 'd/g'))).toBe(false);
  });

  it('are refused in a folder, before anything is read or removed', async () => {
    const { destination } = place();
    mkdirSync(join(destination, 'x'));
    writeFileSync(join(destination, 'pack.yaml'), PACK);
    for (const [name, target] of CHAIN) symlinkSync(target, join(destination, name));
    await expect(inspect(destination)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE_PATH' });
  });

  it('are no pack, even when one is called so', async () => {
    const { destination } = place();
    mkdirSync(join(destination, 'real/node_modules'), { recursive: true });
    writeFileSync(join(destination, 'real/bundle.txt'), '');
    mkdirSync(join(destination, 'other'));
    writeFileSync(join(destination, 'other/pack.yaml'), PACK);
    symlinkSync('other', join(destination, 'pack'));
    const { root } = await inspect(destination);
    expect(root).toBe(join(destination, 'other'));
  });

  it('let nobody read what a file of theirs holds', async () => {
    const { destination } = place();
    writeFileSync(join(destination, 'pack.yaml'), 'pky_the-token-of-somebody');
    const error: unknown = await inspect(destination).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain('holds a text');
    expect((error as Error).message).not.toContain('pky_');
  });
});
