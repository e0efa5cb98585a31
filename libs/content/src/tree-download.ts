import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Digest, type MaskedUrl, RejectedError } from '@packyard/contracts';
import type { OciStorage } from '@packyard/network';
import { type ContentManifest, type Descriptor, MAX_LIST_BYTES, readContentManifest } from './content-manifest';
import { withScratchFolder } from './with-scratch-folder';
import { MAX_BUNDLE_BYTES } from './tree/cut-blobs';
import { forEachConcurrently } from './tree/for-each-concurrently';
import type { Relocation } from './tree/relocated-text';
import { invalidList, readTreeList, type TreeList, type TreeListLimits, unsafe } from './tree/tree-list';
import { linkProblem } from './tree/tree-path';
import { unpackList, writeBundle, writeLarge, writeNew, type WrittenFile } from './tree/write-files';

const BLOBS_AT_ONCE = 8;
/** After so many the event loop goes on. */
const FOLDERS_A_TURN = 256;
const GIB = 1024 ** 3;
const DEFAULT_LIMITS = { maxEntries: 1_000_000, maxBytes: 16 * GIB };

export type TreeDownloadLimits = TreeListLimits;

/** Fetches a folder, checks all of it on the way, and puts it in its place by one rename. */
export class TreeDownload {
  constructor(
    private readonly storage: OciStorage,
    private readonly settings: { url: MaskedUrl; scratchFolder: string; limits?: Partial<TreeListLimits> },
  ) {}

  async into(folder: string, digest: Digest, base: string | undefined): Promise<void> {
    const manifest = await this.manifestOf(digest);
    const list = await this.listOf(manifest);
    const move = moveOf(list, base);
    assertLinksAreSafe(manifest, list);
    await withScratchFolder(this.settings.scratchFolder, async (scratch) => {
      const root = join(scratch, 'tree');
      await this.write({ manifest, list, move }, { root, scratch });
      await publish(root, folder);
    });
  }

  private async manifestOf(digest: Digest): Promise<ContentManifest> {
    const body = await this.storage.manifest(digest);
    if (body === undefined) throw missing(digest, this.settings.url);
    return readContentManifest(body);
  }

  private async listOf({ config, layers }: ContentManifest): Promise<TreeList> {
    const packed = await this.storage.smallBlob(config);
    const list = readTreeList(await unpackList(packed, MAX_LIST_BYTES), {
      ...DEFAULT_LIMITS,
      ...this.settings.limits,
    });
    if (list.blobs.length !== layers.length) throw invalidList('names other blobs than its manifest');
    return list;
  }

  private async write(
    { manifest, list, move }: { manifest: ContentManifest; list: TreeList; move: Relocation | undefined },
    { root, scratch }: { root: string; scratch: string },
  ): Promise<void> {
    await makeFolders(root, list);
    const files = filesByBlob(list, move);
    for (const { listed, modifiedAt } of files.empty)
      writeNew(join(root, listed[0]), Buffer.alloc(0), { mode: listed[1], modifiedAt });
    await forEachConcurrently(eachOf(manifest.layers), BLOBS_AT_ONCE, async ([index, layer]) => {
      const size = list.blobs[index] ?? 0;
      await this.writeBlob({ layer, size, scratch }, { root, files: files.byBlob[index] ?? [] });
    });
    for (const [path, target] of list.links) await symlink(movedLink(target, move), join(root, path));
    await closeFolders(root, list);
  }

  private async writeBlob(
    { layer, size, scratch }: { layer: Descriptor; size: number; scratch: string },
    into: { root: string; files: readonly WrittenFile[] },
  ): Promise<void> {
    if (size <= MAX_BUNDLE_BYTES) {
      await writeBundle(await this.storage.smallBlob(layer), size, into);
      return;
    }
    const file = join(scratch, `${randomUUID()}.zst`);
    await this.storage.downloadBlob(layer, file);
    await writeLarge(file, size, into);
    await rm(file);
  }
}

/** Not one by one through the pool of threads, as files (see `writeBundle`). */
async function makeFolders(root: string, { folders }: TreeList): Promise<void> {
  mkdirSync(root, { mode: 0o755 });
  for (const [index, [path]] of folders.entries()) {
    mkdirSync(join(root, path), { mode: 0o700 });
    if (index % FOLDERS_A_TURN === FOLDERS_A_TURN - 1) await setImmediate();
  }
}

/** As they are listed, which may be so that nothing can be made in them any more. */
async function closeFolders(root: string, { folders }: TreeList): Promise<void> {
  for (const [index, [path, mode]] of folders.toReversed().entries()) {
    chmodSync(join(root, path), mode);
    if (index % FOLDERS_A_TURN === FOLDERS_A_TURN - 1) await setImmediate();
  }
}

/** What has to be rewritten, when it is another home. @throws RejectedError ENVIRONMENT_UNUSABLE */
function moveOf({ base: from, fixed }: TreeList, to: string | undefined): Relocation | undefined {
  if (from === undefined || to === undefined || from === to) return undefined;
  if (fixed.length === 0) return { from, to };
  // The environments are in store/environments of the home.
  const home = dirname(dirname(from));
  throw new RejectedError(
    'ENVIRONMENT_UNUSABLE',
    `It was built in ${from} and works nowhere else: ${fixed.slice(0, 3).join(', ')} would have to be built anew.`,
    { hint: `Give this process the PACKYARD_HOME ${home}, or this agent --folder ${home}: neither builds it anew.` },
  );
}

function movedLink(target: string, move: Relocation | undefined): string {
  return move !== undefined && target.startsWith(`${move.from}/`)
    ? `${move.to}${target.slice(move.from.length)}`
    : target;
}

function assertLinksAreSafe({ kind }: ContentManifest, { links }: TreeList): void {
  for (const [path, target] of links) {
    const problem = linkProblem(path, target, kind === 'environment');
    if (problem !== undefined) throw unsafe(path, problem);
  }
}

function filesByBlob({ files, moves, modifiedAt }: TreeList, move: Relocation | undefined) {
  const moving = new Set(move === undefined ? [] : moves);
  const empty: WrittenFile[] = [];
  const byBlob: WrittenFile[][] = [];
  for (const [index, listed] of files.entries()) {
    const file = { listed, modifiedAt: modifiedAt?.[index], move: moving.has(index) ? move : undefined };
    const [, , blob, , size] = listed;
    if (size === 0) empty.push(file);
    else (byBlob[blob] ??= []).push(file);
  }
  return { empty, byBlob };
}

// eslint-disable-next-line @typescript-eslint/require-await -- its reader takes what is made on the way
async function* eachOf<Item>(items: readonly Item[]): AsyncGenerator<[number, Item]> {
  yield* items.entries();
}

/** Of two who fetch the same, the first one's stays. */
async function publish(root: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  try {
    await rename(root, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Whoever asks may also look into another store than the one that it was put into. */
function missing(digest: Digest, store: MaskedUrl): RejectedError {
  return new RejectedError('STORE_FAILED', `The content store ${String(store)} holds no ${digest}.`, {
    hint:
      'Give this process the PACKYARD_CONTENT_STORE that the service has. If it is the same one, somebody has removed it ' +
      'there: install once more what it belongs to.',
  });
}
