import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdDecompress } from 'node:zlib';
import { type ExportManifest, MAX_ZSTD_WINDOW_LOG, PackyardError, RejectedError } from '@packyard/contracts';
import { isDiskFailure } from '@packyard/store';
import { Parser, type ReadEntry } from 'tar';
import { invalid, MANIFEST, MAX_MANIFEST_BYTES, pathOfFile, readManifest } from './export-shape';

export interface ExportUnpacking {
  file: string;
  /** An empty folder; each file of the export is put there under its SHA-256. */
  destination: string;
  /** Of all that it holds. */
  maxBytes: number;
}

const WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG } };
const FILES = ['File', 'OldFile'];
/** What a tar adds to each entry, and to itself. */
const ENTRY_BYTES = 2048;
const ARCHIVE_BYTES = 2 ** 20;
/** Of zstd: its number, a header, one block, a checksum. */
const MAX_EMPTY_FRAME_BYTES = 32;

/**
 * Writes what the manifest names, each file verified by its hash, and nothing else. Whoever calls it uses nothing of that
 * before it has ended well. It takes as long as the file likes: it is called in a reader process.
 * @throws RejectedError ARCHIVE_INVALID, CHECKSUM_MISMATCH or LIMIT_EXCEEDED
 */
export async function unpackExport({ file, destination, maxBytes }: ExportUnpacking): Promise<ExportManifest> {
  const content = new ExportContent(destination, maxBytes);
  const taker = new ExportTaker(content);
  try {
    const inflate = createZstdDecompress(WINDOW);
    await pipeline(createReadStream(file), inflate, taker);
    // It may stop behind its first frame, whatever comes then.
    if (!(await isOverAt(file, inflate.bytesWritten))) throw afterEnd();
    return content.whole();
  } catch (error) {
    const reason = content.problem ?? error;
    if (reason instanceof PackyardError || isDiskFailure(reason)) throw reason;
    throw invalid((reason as Error).message);
  }
}

/** Gives what is inflated to the parser, as fast as entries are written. */
class ExportTaker extends Writable {
  private readonly parser: Parser;
  private entries = Promise.resolve();
  private bytes = 0;
  private padding = 0;

  constructor(private readonly content: ExportContent) {
    super();
    this.parser = new Parser({
      strict: true,
      brotli: false,
      zstd: false,
      onReadEntry: (entry) => {
        this.entries = this.entries.then(() => this.content.take(entry));
      },
    });
    this.parser.on('error', (error) => content.fail(error));
    this.parser.on('ignoredEntry', (entry: ReadEntry) => content.fail(invalid(`it holds ${entry.path}`)));
    this.parser.on('eof', () => content.end());
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    this.bytes += chunk.length;
    if (this.content.hasEnd) {
      this.padding += chunk.length;
      if (!isZeros(chunk)) this.content.fail(afterEnd());
    }
    const isTooLong = this.bytes > this.content.allowedBytes || this.padding > ARCHIVE_BYTES;
    if (isTooLong) this.content.fail(invalid('it is longer than its manifest says'));
    if (this.content.problem !== undefined) callback(this.content.problem);
    // The rest of the last record: zeros, of which the parser would look at each.
    else if (this.content.hasEnd) callback();
    else if (this.parser.write(chunk)) callback();
    else void this.drained().then(() => callback(this.content.problem));
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.parser.end();
    void this.entries.then(() => callback(this.content.problem));
  }

  /** Or there is something wrong with an entry, of which no more is read then. */
  private drained(): Promise<void> {
    return new Promise((resolve) => {
      if (this.content.problem !== undefined) resolve();
      this.parser.once('drain', resolve);
      this.content.onFailure = resolve;
    });
  }
}

/** What has come so far. After the first problem nothing is written any more. */
class ExportContent {
  problem: Error | undefined;
  /** Not a promise for all who wait: that would keep each of them until the last entry. */
  onFailure: () => void = () => undefined;
  allowedBytes = MAX_MANIFEST_BYTES + ARCHIVE_BYTES;
  private manifest: ExportManifest | undefined;
  private readonly seen = new Set<string>();
  hasEnd = false;

  constructor(
    private readonly destination: string,
    private readonly maxBytes: number,
  ) {}

  fail(error: unknown): void {
    this.problem ??= error instanceof Error ? error : new Error(String(error));
    this.onFailure();
  }

  end(): void {
    this.hasEnd = true;
  }

  async take(entry: ReadEntry): Promise<void> {
    try {
      if (this.problem !== undefined) return;
      if (!FILES.includes(entry.type)) throw invalid(`${entry.path} is no file`);
      if (this.manifest === undefined) await this.takeManifest(entry);
      else await this.takeFile(entry, this.manifest);
    } catch (error) {
      this.fail(error);
    }
  }

  whole(): ExportManifest {
    if (this.problem !== undefined) throw this.problem;
    if (this.manifest === undefined) throw invalid('it is empty');
    const missing = Object.keys(this.manifest.files).find((sha256) => !this.seen.has(sha256));
    if (missing !== undefined || !this.hasEnd) throw invalid('its end is missing');
    return this.manifest;
  }

  private async takeManifest(entry: ReadEntry): Promise<void> {
    if (entry.path !== MANIFEST) throw invalid(`it begins with ${entry.path} instead of ${MANIFEST}`);
    if (entry.size > MAX_MANIFEST_BYTES) throw invalid('its manifest is too long');
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk);
    this.manifest = readManifest(Buffer.concat(chunks).toString('utf8'));
    const lengths = Object.values(this.manifest.files);
    const bytes = lengths.reduce((sum, length) => sum + length, 0);
    if (bytes > this.maxBytes) throw tooLarge(bytes, this.maxBytes);
    this.allowedBytes += bytes + lengths.length * ENTRY_BYTES;
  }

  private async takeFile(entry: ReadEntry, { files }: ExportManifest): Promise<void> {
    const sha256 = entry.path.slice('files/'.length);
    if (entry.path !== pathOfFile(sha256) || !Object.hasOwn(files, sha256)) {
      throw invalid(`it holds ${entry.path}, which its manifest does not name`);
    }
    if (this.seen.has(sha256)) throw invalid(`it holds ${sha256} twice`);
    if (entry.size !== files[sha256]) throw invalid(`${sha256} has another length than its manifest says`);
    this.seen.add(sha256);
    const hash = createHash('sha256');
    const file = await open(join(this.destination, sha256), 'wx', 0o600);
    try {
      for await (const chunk of entry) {
        hash.update(chunk);
        await writeAll(file, chunk);
      }
    } finally {
      await file.close();
    }
    if (hash.digest('hex') !== sha256) throw changed(sha256);
  }
}

/** Whether nothing follows there, or only the empty frame by which Node.js ends what it has compressed as a stream. */
async function isOverAt(file: string, start: number): Promise<boolean> {
  const left = (await stat(file)).size - start;
  if (left === 0 || left > MAX_EMPTY_FRAME_BYTES) return left === 0;
  const inflate = createZstdDecompress(WINDOW);
  try {
    const inflated = await buffer(createReadStream(file, { start }).pipe(inflate));
    return inflated.length === 0 && inflate.bytesWritten === left;
  } catch {
    // No frame at all.
    return false;
  }
}

/** As native code compares. */
function isZeros(chunk: Buffer): boolean {
  return chunk.equals(Buffer.alloc(chunk.length));
}

function afterEnd(): RejectedError {
  return invalid('something follows behind its end');
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
}

function changed(sha256: string): RejectedError {
  return new RejectedError('CHECKSUM_MISMATCH', `A file in the export is not what its manifest says: ${sha256}.`, {
    hint: 'The export was damaged or changed on its way: copy it again, or export it again.',
  });
}

function tooLarge(bytes: number, most: number): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `The export holds ${bytes} bytes, and ${most} are allowed.`, {
    hint: 'If it is trusted, raise PACKYARD_MAX_IMPORT_BYTES; or export its packs into several files.',
  });
}
