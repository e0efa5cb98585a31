import { chmod, copyFile, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import type { HttpClient } from '@packyard/network';
import { tooMuch, verifyFileChecksum } from '@packyard/pack';
import type { FetchRequest } from '../../sources/pack-source';
import type { GitRoute } from '../git-access';
import { GitCommand, type GitRun } from '../git-command';
import type { GitObjects } from '../git-objects';
import type { TreeSizeTotal } from '../tree-size-total';
import { findPointers, type PointerInTree } from './find-pointers';
import { lfsBaseOf } from './lfs-base';
import type { LfsPointer } from './lfs-pointer';
import { type LfsDownload, LfsServer } from './lfs-server';

interface Repository {
  commit: string;
  run: GitRun;
  route: GitRoute;
  cachedObjects: GitObjects;
  request: FetchRequest;
  total: TreeSizeTotal;
}

type Asked = Repository & { server: LfsServer };

// As many as git-lfs itself asks for at a time.
const BATCH = 100;
const MODE_BITS = 0o777;

/**
 * Puts the files that Git LFS keeps in the place of those that stand for them. Tokens that are limited to some sources may have
 * them from anywhere: the tree promises each by its digest.
 */
export class LfsFiles {
  constructor(
    private readonly http: HttpClient,
    private readonly limits: LimitsConfig,
  ) {}

  /** @throws RejectedError LIMIT_EXCEEDED before anything is fetched, CHECKSUM_MISMATCH */
  async fetch(repository: Repository): Promise<void> {
    const { run, cachedObjects } = repository;
    const pointers = await findPointers(new GitCommand(run), run.worktree);
    if (pointers.length === 0) return;
    this.assertFit(pointers, repository.total);
    const folder = join(run.scratchFolder, 'lfs');
    await mkdir(folder);
    const wanted = [...new Map(pointers.map((pointer) => [pointer.oid, pointer])).values()];
    const missing: LfsPointer[] = [];
    for (const pointer of wanted) if (!(await takeKept(cachedObjects, pointer, folder))) missing.push(pointer);
    if (missing.length > 0) await this.fetchMissing(missing, folder, repository);
    for (const pointer of pointers) await putInPlace(pointer, folder);
  }

  private assertFit(pointers: readonly PointerInTree[], total: TreeSizeTotal): void {
    const { PACKYARD_MAX_FILE_BYTES: maxOfOne, PACKYARD_MAX_DOWNLOAD_BYTES: most } = this.limits;
    let sum = 0;
    for (const { path, bytes } of pointers) {
      sum += bytes;
      if (bytes > maxOfOne) throw tooMuch(`bytes in the file ${path}`, maxOfOne, 'PACKYARD_MAX_FILE_BYTES');
      if (sum > most) throw tooMuch('bytes in Git LFS', most, 'PACKYARD_MAX_DOWNLOAD_BYTES');
      total.add({ entries: 0, bytes });
    }
  }

  private async fetchMissing(missing: LfsPointer[], folder: string, repository: Repository): Promise<void> {
    const base = await lfsBaseOf(repository);
    const asked = { ...repository, server: new LfsServer(this.http, base) };
    for (let at = 0; at < missing.length; at += BATCH) {
      await this.fetchBatch(missing.slice(at, at + BATCH), folder, asked);
    }
  }

  /** When one of them fails, the others are not waited for. */
  private async fetchBatch(pointers: LfsPointer[], folder: string, { server, run, cachedObjects, request }: Asked) {
    const failed = new AbortController();
    const signal = AbortSignal.any([run.signal, failed.signal]);
    const asking = { verifySsl: request.verifySsl, signal };
    const places = await server.downloadsOf(pointers, asking);
    const running = pointers.map(async (pointer) => {
      const from = places.get(pointer.oid);
      if (from === undefined) return;
      await this.fetchOne({ pointer, from, file: join(folder, pointer.oid) }, asking);
      await cachedObjects.keepFile(join(folder, pointer.oid), pointer.oid);
    });
    try {
      await Promise.all(running);
    } catch (error) {
      failed.abort(error);
      await Promise.allSettled(running);
      throw error;
    }
  }

  private async fetchOne(
    { pointer: { oid, bytes }, from, file }: { pointer: LfsPointer; from: LfsDownload; file: string },
    asking: Parameters<LfsServer['downloadsOf']>[1],
  ): Promise<void> {
    const subject = `The file ${oid} of Git LFS`;
    const limit = { maxBytes: bytes, limitName: 'the size that the repository says' };
    await this.http.download({ ...asking, ...limit, ...from, shownAs: subject }, file);
    await verifyFileChecksum(file, `sha256:${oid}`, subject);
  }
}

async function takeKept(cachedObjects: GitObjects, { oid, bytes }: LfsPointer, folder: string): Promise<boolean> {
  const file = join(folder, oid);
  // What is not kept yet, or can't be looked at, is fetched.
  const found = await lstat(cachedObjects.fileOf(oid)).catch(() => undefined);
  if (found?.size !== bytes) return false;
  try {
    await copyFile(cachedObjects.fileOf(oid), file, constants.COPYFILE_FICLONE);
    await verifyFileChecksum(file, `sha256:${oid}`, oid);
    return true;
  } catch {
    // Gone in between, or spoiled on our own disk: then it is fetched again.
    await rm(file, { force: true });
    return false;
  }
}

async function putInPlace({ oid, file, mode }: PointerInTree, folder: string): Promise<void> {
  const copy = join(folder, `${oid}.copy`);
  await copyFile(join(folder, oid), copy, constants.COPYFILE_FICLONE);
  await chmod(copy, mode & MODE_BITS);
  await rename(copy, file);
}
