import {
  type ChunkList,
  type ListedChunk,
  listedChunks,
  listedFiles,
  TreeBudget,
  type TreeLimits,
} from '@packyard/pack';
import { Header, Pax } from 'tar';

const BLOCK_BYTES = 512;
const END_BYTES = 2 * BLOCK_BYTES;
const MTIME = new Date(0);

export interface LaidOutFile {
  /** Of its first byte in the tar. */
  at: number;
  size: number;
}

/** Where everything lies in the tar that a list of chunks describes. */
export interface TarLayout {
  bytes: number;
  headers: { at: number; block: Buffer }[];
  files: LaidOutFile[];
  /** SHA-256 over the content of all files, in hexadecimal digits. */
  digest: string;
  chunks: ListedChunk[];
  /** Where each chunk belongs in the tar, in the order of the chunks. */
  places: number[][];
}

/**
 * It is a tar so that all that holds for archives holds for what is put together of chunks: it is unpacked like one.
 * @throws RejectedError LIMIT_EXCEEDED
 */
export function layOutTar(list: ChunkList, limits: TreeLimits): TarLayout {
  const budget = new TreeBudget(limits);
  const chunks = listedChunks(list);
  const { digest } = list;
  const layout: TarLayout = { bytes: 0, headers: [], files: [], digest, chunks, places: chunks.map(() => []) };
  for (const { path, size, isExecutable, chunks: parts } of listedFiles(list)) {
    budget.add(path, size);
    addHeader(layout, { type: 'File', path, size, mode: isExecutable ? 0o755 : 0o644 });
    layout.files.push({ at: layout.bytes, size });
    let at = layout.bytes;
    for (const part of parts) {
      layout.places[part]?.push(at);
      at += chunks[part]?.size ?? 0;
    }
    layout.bytes += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  for (const [path, linkpath] of list.links) {
    budget.add(path, 0);
    addHeader(layout, { type: 'SymbolicLink', path, linkpath, size: 0, mode: 0o777 });
  }
  layout.bytes += END_BYTES;
  return layout;
}

interface Entry {
  type: 'File' | 'SymbolicLink';
  path: string;
  linkpath?: string;
  size: number;
  mode: number;
}

function addHeader(layout: TarLayout, entry: Entry): void {
  const header = new Header({ ...entry, uid: 0, gid: 0, mtime: MTIME });
  const { path, size, linkpath } = entry;
  const isLong = header.encode();
  const long = isLong ? [new Pax({ path, size, ...(linkpath === undefined ? {} : { linkpath }) }).encode()] : [];
  const block = Buffer.concat([...long, header.block ?? Buffer.alloc(0)]);
  layout.headers.push({ at: layout.bytes, block });
  layout.bytes += block.length;
}
