import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  type FileHandle,
  lstat,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import {
  CHUNK_LIST_FORMAT,
  ChunkList,
  chunksOfFile,
  compareVersions,
  listedChunks,
  MAX_CHUNK_LIST_TEXT_BYTES,
  parseVersion,
} from '@packyard/pack';
import { pathsIn } from './pack-folder-archive';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const LIST_SUFFIX = '.tar.gz.chunk-list';
// Beyond this a chunk of 5 KB hardly gets smaller, and takes ten times as long.
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 9 } };

interface Packed {
  id: string;
  size: number;
  packedSize: number;
}

/**
 * Writes what a version consists of beside its archive, as `ChunkList` describes it: `<archive>.chunks` and
 * `<archive>.chunk-list`. Chunks that the highest earlier version in the same folder has not come first, so that whoever
 * has that one fetches them in one piece. Returns `sha256:…` over the list.
 */
export async function writeChunkFiles(
  root: string,
  archive: string,
  { ref, version }: { ref: string; version: string },
): Promise<string> {
  const former = await formerChunks(dirname(archive), ref, version);
  const files = new ChunkFiles(`${archive}.chunks`, former);
  const links: ChunkList['links'] = [];
  await files.clear();
  try {
    for (const path of await pathsIn(root)) {
      const name = path.replace(/^\.\//, '');
      const status = await lstat(join(root, name));
      if (status.isSymbolicLink()) links.push([`${ref}/${name}`, await readlink(join(root, name))]);
      else await files.add(join(root, name), `${ref}/${name}`, (status.mode & 0o100) !== 0);
    }
    const list = await files.finish((await stat(archive)).size, links);
    const text = await compress(Buffer.from(JSON.stringify(list)), LEVEL);
    await writeFile(`${archive}.chunk-list.unfinished`, text);
    await rename(`${archive}.chunk-list.unfinished`, `${archive}.chunk-list`);
    return `sha256:${createHash('sha256').update(text).digest('hex')}`;
  } finally {
    await files.clear();
  }
}

/** Ids of the chunks of the version before. What can't be read is no reason not to publish the next one. */
async function formerChunks(folder: string, ref: string, version: string): Promise<ReadonlySet<string>> {
  const versions = (await readdir(folder))
    .filter((name) => name.startsWith(`${ref}-`) && name.endsWith(LIST_SUFFIX))
    .map((name) => name.slice(ref.length + 1, -LIST_SUFFIX.length))
    .filter((name) => parseVersion(name) !== undefined && compareVersions(name, version) < 0);
  const former = versions.sort(compareVersions).at(-1);
  if (former === undefined) return new Set();
  try {
    const text = await decompress(await readFile(join(folder, `${ref}-${former}${LIST_SUFFIX}`)), {
      maxOutputLength: MAX_CHUNK_LIST_TEXT_BYTES,
    });
    return new Set(listedChunks(ChunkList.parse(JSON.parse(text.toString()))).map(({ id }) => id));
  } catch {
    return new Set();
  }
}

/** Chunks, each once: new ones in one file and known ones in another, which is put behind it at the end. */
class ChunkFiles {
  private readonly seen = new Map<string, { isNew: boolean; at: number }>();
  private readonly packed: Record<'new' | 'known', Packed[]> = { new: [], known: [] };
  private readonly files: { path: string; isExecutable: boolean; chunks: string[] }[] = [];
  private readonly hash = createHash('sha256');
  private readonly opened = new Map<'new' | 'known', FileHandle>();

  constructor(
    private readonly file: string,
    private readonly former: ReadonlySet<string>,
  ) {}

  async add(file: string, path: string, isExecutable: boolean): Promise<void> {
    const chunks: string[] = [];
    for await (const { id, bytes } of chunksOfFile(file)) {
      this.hash.update(bytes);
      chunks.push(id);
      if (!this.seen.has(id)) await this.addChunk(id, bytes);
    }
    this.files.push({ path, isExecutable, chunks });
  }

  private async addChunk(id: string, bytes: Buffer): Promise<void> {
    const isNew = !this.former.has(id);
    const kind = isNew ? 'new' : 'known';
    // Without its size it would get tables of many megabytes.
    const packed = await compress(bytes, { ...LEVEL, pledgedSrcSize: bytes.length });
    this.seen.set(id, { isNew, at: this.packed[kind].length });
    this.packed[kind].push({ id, size: bytes.length, packedSize: packed.length });
    await (await this.partOf(kind)).appendFile(packed);
  }

  async finish(archiveBytes: number, links: ChunkList['links']): Promise<ChunkList> {
    const all = [...this.packed.new, ...this.packed.known];
    const places = this.files.flatMap(({ chunks }) => chunks.map((id) => this.placeOf(id)));
    await this.partOf('new');
    await this.closeParts();
    if (this.packed.known.length > 0) {
      await pipeline(createReadStream(this.part('known')), createWriteStream(this.part('new'), { flags: 'a' }));
    }
    await rename(this.part('new'), this.file);
    return {
      format: CHUNK_LIST_FORMAT,
      archiveBytes,
      digest: this.hash.digest('hex'),
      chunks: {
        ids: all.map(({ id }) => id).join(''),
        sizes: all.map(({ size }) => size),
        packedSizes: all.map(({ packedSize }) => packedSize),
      },
      files: {
        paths: this.files.map(({ path }) => path),
        executable: this.files.flatMap(({ isExecutable }, index) => (isExecutable ? [index] : [])),
        counts: this.files.map(({ chunks }) => chunks.length),
        steps: places.map((place, index) => place - (places[index - 1] ?? -1)),
      },
      links,
    };
  }

  /** Removes what is unfinished. */
  async clear(): Promise<void> {
    await this.closeParts();
    for (const kind of ['new', 'known'] as const) await rm(this.part(kind), { force: true });
  }

  private async partOf(kind: 'new' | 'known'): Promise<FileHandle> {
    const opened = this.opened.get(kind) ?? (await open(this.part(kind), 'wx'));
    this.opened.set(kind, opened);
    return opened;
  }

  private async closeParts(): Promise<void> {
    for (const part of this.opened.values()) await part.close();
    this.opened.clear();
  }

  private placeOf(id: string): number {
    const { isNew, at } = this.seen.get(id) ?? { isNew: true, at: -1 };
    return isNew ? at : this.packed.new.length + at;
  }

  private part(kind: 'new' | 'known'): string {
    return join(dirname(this.file), `.${basename(this.file)}.${kind}.unfinished`);
  }
}
