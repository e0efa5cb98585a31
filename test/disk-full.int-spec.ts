import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportError, type Source, UnavailableError } from '@packyard/contracts';
import {
  aPack,
  type FileServer,
  type LoopbackServer,
  startFileServer,
  startGitServer,
  temporaryFolder,
} from '@packyard/testing';
import { DownloadHarness } from './support/download-harness';

const KIB = 1024;
const noise = () => randomBytes(3 * KIB * KIB).toString('base64');

describe('a disk that is full', () => {
  const folder = temporaryFolder();
  // Beside the folder, which is removed before this is unmounted.
  const disk = mkdtempSync(join(tmpdir(), 'packyard-disk-'));
  let files: FileServer;
  let repositories: LoopbackServer;

  beforeAll(async () => {
    for (const name of ['files', 'repositories', 'local']) mkdirSync(join(folder, name));
    mountSmallDisk(disk);
    const pack = () => aPack('large').withFile('noise', noise());
    pack().asTarball(join(folder, 'files/large.tgz'));
    pack().asZip(join(folder, 'files/large.zip'));
    aPack('zeros')
      .withFile('zeros', 'x'.repeat(6 * KIB * KIB))
      .asTarball(join(folder, 'files/zeros.tgz'));
    aPack('large')
      .withFile('noise', noise() + noise())
      .asRepository(join(folder, 'repositories/large.git'));
    aPack('zeros')
      .withFile('zeros', 'x'.repeat(6 * KIB * KIB))
      .asRepository(join(folder, 'repositories/zeros.git'));
    pack().writeTo(join(folder, 'local/large'));
    aPack('small')
      .withFile('noise', noise().slice(0, KIB * KIB))
      .writeTo(join(folder, 'local/small'));
    files = await startFileServer(join(folder, 'files'));
    repositories = await startGitServer(join(folder, 'repositories'));
  });
  // Whatever one of them left there has its place again.
  afterEach(() => {
    for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true, force: true, maxRetries: 5 });
  });
  afterAll(async () => {
    execFileSync('umount', [disk]);
    rmdirSync(disk);
    await Promise.all([files.close(), repositories.close()]);
  });

  const harness = (home: string) =>
    new DownloadHarness({ home, roots: [folder, disk], limits: { PACKYARD_MAX_RATIO: 9999 } });

  it.each<[string, () => Source]>([
    ['while an archive is downloaded', () => ({ kind: 'archive', url: `${files.url}/large.tgz` })],
    ['while a tar is unpacked', () => ({ kind: 'archive', url: `${files.url}/zeros.tgz` })],
    ['while a tar of our own disk is unpacked', () => ({ kind: 'local', path: join(folder, 'files/large.tgz') })],
    ['while a zip is unpacked', () => ({ kind: 'local', path: join(folder, 'files/large.zip') })],
    ['while git fetches', () => ({ kind: 'git', url: `${repositories.url}/large.git` })],
    ['while git checks out', () => ({ kind: 'git', url: `${repositories.url}/zeros.git` })],
    ['while a folder is copied', () => ({ kind: 'local', path: join(folder, 'local/large') })],
  ])('is told with the folder and the figures: %s', async (_when, source) => {
    const home = mkdtempSync(join(disk, 'home-'));
    const error: unknown = await harness(home)
      .download(source())
      .catch((thrown: unknown) => thrown);
    expect(reportError(error)).toMatchObject({ code: 'STORE_FAILED', hint: expect.stringContaining('room') });
    expect(reportError(error).message).toMatch(
      /^\S+\/staging\/\S+ could not be written to \(\d+ of \d+ MiB and \d+ of \d+ files are free\): ENOSPC\.$/,
    );
    // Tried again, since somebody may make room.
    expect(error).toBeInstanceOf(UnavailableError);
    expect(readdirSync(join(home, 'staging/1'))).toEqual([]);
  });

  it('is told with the destination, when it is that', async () => {
    writeFileSync(join(disk, 'filler'), Buffer.alloc(3500 * KIB));
    const source: Source = { kind: 'local', path: join(folder, 'local/small') };
    const delivering = harness(join(folder, 'home')).download(source, { destination: join(disk, 'delivered') });
    const error = reportError(await delivering.catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining(`${disk}/delivered could not`),
    });
  });

  it('is told when not even a folder can be made', async () => {
    const home = mkdtempSync(join(disk, 'home-'));
    for (let number = 0; ; number += 1) {
      try {
        writeFileSync(join(disk, `file-${number}`), '');
      } catch {
        break;
      }
    }
    const source: Source = { kind: 'local', path: join(folder, 'local/small') };
    const error = reportError(
      await harness(home)
        .download(source)
        .catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining(' 0 of ') });
  });
});

/** Four megabytes and some hundred files: what is full here is full for nobody else. */
function mountSmallDisk(at: string): void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,nr_inodes=300', 'tmpfs', at], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error(
      'A disk that is full needs a small one: run this test as root on Linux, where tmpfs can be mounted.',
      {
        cause,
      },
    );
  }
}
