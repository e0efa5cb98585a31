import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsConfig } from '@packyard/config';
import { RejectedError } from '@packyard/contracts';
import { paxEntry, tarEntry, tarGz, temporaryFolder, zip } from '@packyard/testing';
import { archiveUnpacker } from '../testing/archive-unpacker';
import { ContentReader } from './content-reader';
import { describeUnpackError } from './describe-unpack-error';

const limits = LimitsConfig.parse({});
const reader = new ContentReader(limits);
const DEPTH = limits.PACKYARD_MAX_DEPTH;

describe('what is wrong with an archive', () => {
  const folder = temporaryFolder();
  const unpack = archiveUnpacker(reader, folder);
  const link = (name: string, linkname: string) => tarEntry(name, '', { type: '2', linkname });
  const linkInZip = (name: string, content: string) => ({ name, content, mode: 0o120777 });
  const aFolder = (name: string) => tarEntry(`${name}/`, '', { type: '5' });
  const long = 'x'.repeat(256);

  it.each([
    ['a file in a file of a tar', 'a/b', () => tarGz([tarEntry('a'), tarEntry('a/b')])],
    ['a file in a file of a zip', 'a/b', () => zip([{ name: 'a' }, { name: 'a/b' }])],
    ['a file in place of a folder of a tar', 'a', () => tarGz([tarEntry('a/b'), tarEntry('a')])],
    ['a file in place of a folder of a zip', 'a', () => zip([{ name: 'a/b' }, { name: 'a' }])],
    ['a folder in place of a file of a tar', 'a', () => tarGz([tarEntry('a'), aFolder('a')])],
    ['a folder in place of a file of a zip', 'a', () => zip([{ name: 'a' }, { name: 'a/', content: '' }])],
    ['a file in a link of a tar', 'd/f', () => tarGz([link('d', 'e'), tarEntry('d/f')])],
    ['a link in place of a folder of a tar', 'd', () => tarGz([tarEntry('d/f'), link('d', 'e')])],
    ['a link to nothing in a tar', 'l', () => tarGz([link('l', '')])],
    ['a link to nothing in a zip', 'l', () => zip([linkInZip('l', '')])],
    ['a name of 256 bytes in a zip', long, () => zip([{ name: long }])],
    ['a name of 256 bytes in a folder of a zip', `${long}/a`, () => zip([{ name: `${long}/a` }])],
    ['a damaged entry of a zip', 'bad', () => zip([{ name: 'good' }, { name: 'bad', crc: 1 }])],
  ])('is told by the name of the entry, and a remedy: %s', async (_what, member, make) => {
    const error: unknown = await unpack(make()).catch((thrown: unknown) => thrown);
    if (!(error instanceof RejectedError)) throw new Error(`in no words: ${String(error)}`);
    expect(error.message).toContain(`'${member.slice(0, 200)}`);
    expect(error.message).not.toMatch(/\bE[A-Z]{4,}\b|destination|packyard-test/);
    expect(error.hint).toMatch(/^(Remove|Pack) /);
  });

  it.each([
    ['a tar', (path: string) => tarGz([paxEntry({ path }), tarEntry('f', 'x')])],
    ['a zip', (name: string) => zip([{ name, content: 'x' }])],
  ])(
    'is not that a file of %s lies in as many folders as it may, but that it lies in one more',
    async (_kind, make) => {
      const deepest = `${'d/'.repeat(DEPTH)}f`;
      expect(readFileSync(join(await unpack(make(deepest)), deepest), 'utf8')).toBe('x');
      await expect(unpack(make(`d/${deepest}`))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    },
  );

  it('is told without the place that it was to be unpacked to, whatever the disk says', () => {
    const said = Object.assign(new Error("EWHATEVER: oh, open '/staging/a/b'"), {
      syscall: 'open',
      path: '/staging/a/b',
    });
    expect(describeUnpackError(said, '/staging')).toBe("'a/b' can't be unpacked: this disk can not take it");
    expect(describeUnpackError(new Error('TAR_ENTRY_ERROR: no /staging/c'), '/staging')).toBe('no c');
  });
});
