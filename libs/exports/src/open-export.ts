import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, lstat, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { pipeline as finished } from 'node:stream/promises';
import { constants as zlib, createZstdCompress } from 'node:zlib';
import { ENVIRONMENT_LINKS, type ExportManifest } from '@packyard/contracts';
import { type FoundVendored, removeTree } from '@packyard/store';
import { create } from 'tar';
import { MANIFEST, pathOfFile } from './export-shape';

export interface ExportedPack {
  ref: ExportManifest['packs'][number]['ref'];
  version: string;
  digest: string;
  /** Absolute folder of its files. */
  folder: string;
  vendored: readonly (FoundVendored & { id: string })[];
}

export interface OpenedExport {
  /** The bytes of the file; they are made while they are read. */
  stream: Readable;
  /** Removes what was needed on the way. */
  close: () => Promise<void>;
}

/**
 * One file of packs and all that their environments are built from. `workFolder` must not exist yet, and lies on the file
 * system of the store.
 * @throws AbortError once the signal is aborted; nothing is left then
 */
export async function openExport(
  packs: readonly ExportedPack[],
  workFolder: string,
  signal: AbortSignal,
): Promise<OpenedExport> {
  const close = () => removeTree(workFolder);
  try {
    await mkdir(join(workFolder, 'files'), { recursive: true });
    const manifest = await new ExportFolder(workFolder, signal).fill(packs);
    await writeFile(join(workFolder, MANIFEST), JSON.stringify(manifest));
    const tar = create({ cwd: workFolder, portable: true, strict: true }, [
      MANIFEST,
      ...Object.keys(manifest.files).map(pathOfFile),
    ]);
    // Most of it is packed already.
    const packed = createZstdCompress({
      params: { [zlib.ZSTD_c_compressionLevel]: 1, [zlib.ZSTD_c_checksumFlag]: 1 },
    });
    // An error anywhere ends what is read with it.
    return { stream: pipeline(tar as unknown as Readable, packed, () => undefined), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Everything that an export holds, by the hash of its bytes. */
class ExportFolder {
  private readonly files: ExportManifest['files'] = {};

  constructor(
    private readonly folder: string,
    private readonly signal: AbortSignal,
  ) {}

  async fill(packs: readonly ExportedPack[]): Promise<ExportManifest> {
    const listed: ExportManifest['packs'] = [];
    const vendored: ExportManifest['vendored'] = {};
    for (const { ref, version, digest, folder, vendored: own } of packs) {
      for (const found of own) {
        if (vendored[found.id] === undefined) await this.addVendored(found);
        vendored[found.id] = found.packages;
      }
      const content = await this.addPack(folder);
      listed.push({ ref, version, digest, content, vendored: own.map(({ id }) => id) });
    }
    return { format: 'packyard-export-1', packs: listed, vendored, files: this.files };
  }

  private async addVendored({ packages, lockFile, pathOf }: FoundVendored): Promise<void> {
    await this.add(lockFile, packages.lock);
    for (const file of packages.files) await this.add(pathOf(file), file.sha256);
  }

  /** That it still is what its hash says is found out by whoever imports it. */
  private async add(path: string, sha256: string): Promise<void> {
    this.signal.throwIfAborted();
    if (this.files[sha256] !== undefined) return;
    const place = join(this.folder, pathOfFile(sha256));
    // It takes no room, and stays when the store lets go of it.
    await link(path, place);
    this.files[sha256] = (await stat(place)).size;
  }

  private async addPack(folder: string): Promise<string> {
    const names: string[] = [];
    for (const name of (await readdir(folder)).sort()) {
      // Each service makes these by itself.
      const isLink = ENVIRONMENT_LINKS.includes(name) && (await lstat(join(folder, name))).isSymbolicLink();
      if (!isLink) names.push(`./${name}`);
    }
    const file = join(this.folder, `${randomUUID()}.tar`);
    const archive = create({ cwd: folder, portable: true, noMtime: true, strict: true }, names);
    await finished(archive as unknown as Readable, createWriteStream(file), { signal: this.signal });
    const hash = createHash('sha256');
    await finished(createReadStream(file), hash, { signal: this.signal });
    const sha256 = hash.digest('hex');
    const place = join(this.folder, pathOfFile(sha256));
    await rename(file, place);
    this.files[sha256] = (await stat(place)).size;
    return sha256;
  }
}
