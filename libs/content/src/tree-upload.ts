import { MANIFEST_TYPE, type OciBlob, type OciStorage } from '@packyard/network';
import type { ContentKind } from './content-store';
import { type CutFiles, cutBlobs } from './tree/cut-blobs';
import { forEachConcurrently } from './tree/for-each-concurrently';
import { PathMentions } from './tree/path-mentions';
import { compressedBlob, withCompressed } from './tree/compress-blob';
import { readEntries, type TreeEntries } from './tree/read-entries';
import { TREE_FORMAT, type TreeList, unsafe } from './tree/tree-list';
import { linkProblem } from './tree/tree-path';
import { withScratchFolder } from './with-scratch-folder';

const BLOBS_AT_ONCE = 6;
export const LIST_TYPE = 'application/vnd.packyard.tree.v1+json+zstd';
export const BLOB_TYPE = 'application/vnd.packyard.files.v1+zstd';

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** Uploads a folder: the blobs that are not there yet, each once, and last the manifest, which is what makes it content. */
export class TreeUpload {
  constructor(
    private readonly storage: OciStorage,
    private readonly scratchFolder: string,
  ) {}

  /** Returns the manifest, which is still to be put. */
  async upload(kind: ContentKind, folder: string, base: string | undefined): Promise<Buffer> {
    const entries = await readEntries(folder);
    for (const [path, target] of entries.links) {
      const problem = linkProblem(path, target, kind === 'environment');
      if (problem !== undefined) throw unsafe(path, problem);
    }
    const cut: CutFiles = { files: [], sizes: [], mentions: new PathMentions(base) };
    const layers = await this.uploadBlobs(entries, cut);
    const list = await compressedBlob(Buffer.from(JSON.stringify(listOf({ kind, base }, entries, cut))));
    await this.ensure(list);
    return manifestOf(kind, { mediaType: LIST_TYPE, digest: list.digest, size: list.size }, layers);
  }

  private async uploadBlobs(entries: TreeEntries, cut: CutFiles): Promise<Descriptor[]> {
    const layers: Descriptor[] = [];
    await withScratchFolder(this.scratchFolder, (scratch) =>
      forEachConcurrently(cutBlobs(entries.files, cut), BLOBS_AT_ONCE, (blob) =>
        withCompressed(blob, scratch, async (packed) => {
          await this.ensure(packed);
          layers[blob.index] = { mediaType: BLOB_TYPE, digest: packed.digest, size: packed.size };
        }),
      ),
    );
    return layers;
  }

  private async ensure(blob: OciBlob): Promise<void> {
    if (!(await this.storage.hasBlob(blob.digest))) await this.storage.push(blob);
  }
}

/** The same content has the same list, whenever and wherever it was put: only environments need to know their times. */
function listOf(
  { kind, base }: { kind: ContentKind; base: string | undefined },
  { folders, files, links }: TreeEntries,
  { files: listed, sizes, mentions }: CutFiles,
): TreeList {
  return {
    format: TREE_FORMAT,
    ...(base === undefined ? {} : { base }),
    blobs: sizes,
    folders,
    files: listed,
    links,
    ...(kind === 'environment' ? { modifiedAt: files.map(({ modifiedAt }) => modifiedAt) } : {}),
    moves: mentions.moves.sort((one, other) => one - other),
    fixed: mentions.fixed.sort(),
  };
}

function manifestOf(kind: ContentKind, config: Descriptor, layers: readonly Descriptor[]): Buffer {
  const artifactType = `application/vnd.packyard.${kind}.v1`;
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST_TYPE, artifactType, config, layers }));
}
