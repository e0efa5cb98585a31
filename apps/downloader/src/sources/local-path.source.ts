import { constants } from 'node:fs';
import { copyFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { LimitsConfig } from '@packyard/config';
import { ENVIRONMENT_LINKS, type LocalSource, RejectedError, type SignatureOutcome } from '@packyard/contracts';
import { readSignatureBeside } from '@packyard/registry';
import type { OpenFolder, LocalPolicy } from '@packyard/store';
import {
  assertSameChecksum,
  attuneFolderChecksum,
  belongsToGit,
  BUNDLE_FILE,
  copyTree,
  tooMuch,
  unsafePath,
  verifyFileChecksum,
} from '@packyard/pack';
import type { ContentReader } from '../reading/content-reader';
import { MAX_CONFIG_BYTES } from './bundle-config.source';
import { checksumOf } from './checksum-of';
import { isBareRepository } from '../git/is-bare-repository';
import { gitEnvironment } from '../git/git-environment';
import { RemoteRepository } from '../git/remote-repository';
import { RepositoryPolicy } from '../git/repository-policy';
import { treeWarnings } from '../git/tree-warnings';
import type { FetchedSource, FetchRequest, PackSource } from './pack-source';

interface Taking {
  place: OpenFolder;
  request: FetchRequest;
}

/** Folders, archives and repositories on the worker's own disk, below the folders that are allowed. */
export class LocalPathSource implements PackSource<LocalSource> {
  readonly kind = 'local';

  constructor(
    private readonly limits: LimitsConfig,
    private readonly policy: LocalPolicy,
    private readonly reader: ContentReader,
  ) {}

  fetch(source: LocalSource, request: FetchRequest, signal: AbortSignal): Promise<FetchedSource> {
    return this.policy.reading(source.path, (place) => this.take(source, { place, request }, signal));
  }

  private async take(source: LocalSource, { place, request }: Taking, signal: AbortSignal): Promise<FetchedSource> {
    const path = place.real;
    if (place.isFile && /\.ya?ml$/i.test(path)) return this.takeConfig(source, { place, request }, signal);
    if (place.isFile) return this.unpack(source, { place, request }, signal);
    const names = await readdir(await place.path());
    const isBare = isBareRepository(names);
    if (isBare || (source.refSpec !== undefined && names.includes('.git'))) {
      return this.checkOut(source, { path, request }, signal);
    }
    if (source.refSpec !== undefined) throw noRepository(source);
    await copyFolder(place, request.destination, { limits: this.limits, signal });
    if (source.checksum !== undefined) {
      assertSameChecksum(await attuneFolderChecksum(request.destination, signal), source.checksum, source.path);
    }
    return { sourceType: 'local_directory', warnings: [] };
  }

  private async takeConfig(
    source: LocalSource,
    { place, request }: Taking,
    signal: AbortSignal,
  ): Promise<FetchedSource> {
    if (place.bytes > MAX_CONFIG_BYTES) throw tooMuch('bytes in a bundle config', MAX_CONFIG_BYTES, '1 MiB');
    const config = join(request.destination, BUNDLE_FILE);
    await copyFile(await place.path(), config);
    if (source.checksum !== undefined) await verifyFileChecksum(config, source.checksum, source.path);
    const signature = await verifyCopy({ place, request }, config, signal);
    return { sourceType: 'bundle_config', checksum: await checksumOf(config), signature, warnings: [] };
  }

  /** From a copy: the process that unpacks it gets what was weighed and verified, whatever becomes of the file. */
  private async unpack(source: LocalSource, { place, request }: Taking, signal: AbortSignal): Promise<FetchedSource> {
    const most = this.limits.PACKYARD_MAX_DOWNLOAD_BYTES;
    if (place.bytes > most) throw tooMuch('bytes in its archive', most, 'PACKYARD_MAX_DOWNLOAD_BYTES');
    const { destination, scratchFolder } = request;
    const file = join(scratchFolder, basename(place.real));
    await copyFile(await place.path(), file, constants.COPYFILE_FICLONE);
    const subject = source.upload ?? source.path;
    if (source.checksum !== undefined) await verifyFileChecksum(file, source.checksum, subject);
    const cameAs = source.upload === undefined ? 'path' : 'upload';
    await this.reader.unpack({ file, destination, subject, cameAs }, signal);
    const signature = await verifyCopy({ place, request }, file, signal);
    return { sourceType: 'local_archive', checksum: await checksumOf(file), signature, warnings: [] };
  }

  private async checkOut(
    source: LocalSource,
    { path, request }: { path: string; request: FetchRequest },
    signal: AbortSignal,
  ): Promise<FetchedSource> {
    await new RepositoryPolicy(this.policy, this.limits).assertAllowed(path);
    const environment = gitEnvironment({
      scratchFolder: request.scratchFolder,
      worktree: request.destination,
      protocols: ['file'],
      verifySsl: true,
      stallSeconds: this.limits.PACKYARD_STALL_SECONDS,
      configuration: {},
    });
    const { destination: worktree, scratchFolder } = request;
    const { limits } = this;
    const repository = new RemoteRepository({ url: path, worktree, scratchFolder, environment, limits, signal });
    const { commit: gitCommit } = await repository.checkOut(source.refSpec);
    return { sourceType: 'git', gitCommit, warnings: await treeWarnings(request.destination) };
  }
}

/** By the signature that lies beside the file itself, of which `copy` was taken. */
async function verifyCopy(
  { place, request: { signatureCheck } }: Taking,
  copy: string,
  signal: AbortSignal,
): Promise<SignatureOutcome | undefined> {
  return signatureCheck?.verifyFile(copy, await readSignatureBeside(place.real), signal);
}

// A pack may lie in a folder of the folder, and its built folders with it.
const MAX_PACK_DEPTH = 2;

async function copyFolder(
  from: OpenFolder,
  to: string,
  options: { limits: LimitsConfig; signal: AbortSignal },
): Promise<void> {
  const isAtThePack = (path: string) => path.split('/').length <= MAX_PACK_DEPTH;
  const leavesOut = (path: string) => {
    const name = basename(path);
    return name === '__pycache__' || belongsToGit(path) || (ENVIRONMENT_LINKS.includes(name) && isAtThePack(path));
  };
  await copyTree(await from.path(), to, {
    ...options,
    leavesOut,
    copyFile: ({ path }, target) =>
      from.holdingEntry(path, async (held) => {
        if (!held.isFile) throw unsafePath(path, 'it is no file any more');
        await copyFile(await held.path(), target, constants.COPYFILE_FICLONE);
      }),
  });
}

function noRepository(source: LocalSource): RejectedError {
  return new RejectedError('REF_NOT_FOUND', `${source.path} is no git repository, so it has no '${source.refSpec}'.`, {
    hint: 'Leave ref_spec out, or give the path of a repository.',
  });
}
