import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { type ReadEntry, Unpack } from 'tar';
import { TarCheck } from './tar-check';
import { UnpackBudget } from './unpack-budget';
import type { Unpacking } from './unpacking';

// Archives are padded with zeros to full records, of 10 KiB mostly; what comes after that belongs to nobody.
const MOST_PADDING_BYTES = 1024 * 1024;
// What is being written when an archive is refused; then its folder is removed.
const LAST_WRITES_MS = 2000;

/** Nothing more is to be read: the archive has ended. */
class Enough extends Error {}

/** Everything is checked entry by entry, before anything of the entry is written. */
export async function unpackTar(unpacking: Unpacking, isGzip: boolean): Promise<void> {
  const budget = new UnpackBudget(unpacking.limits, (await stat(unpacking.file)).size);
  const check = new TarCheck(unpacking, budget);
  const parser = new TarParser(unpacking.destination, check);
  try {
    await pipeline(
      createReadStream(unpacking.file),
      isGzip ? createGunzip() : new PassThrough(),
      budget.meter(),
      parser,
    );
  } catch (error) {
    if (!(error instanceof Enough) || check.problem !== undefined) {
      await Promise.race([parser.ended(), delay(LAST_WRITES_MS)]);
      throw check.problem ?? error;
    }
  }
  await parser.ended();
  parser.assertWhole();
}

/** Takes an inflated archive up to its end, which is two blocks of zeros, or up to the first refusal. */
class TarParser extends Writable {
  private readonly unpack: Unpack;
  private readonly written: Promise<void>;
  private problem: Error | undefined;
  private isOver = false;
  private padding = 0;

  constructor(
    destination: string,
    private readonly check: TarCheck,
  ) {
    super();
    this.unpack = new Unpack({
      cwd: destination,
      strict: true,
      brotli: false,
      zstd: false,
      maxDepth: Infinity,
      preserveOwner: false,
      noMtime: true,
      dmode: 0o755,
      filter: (path, entry) => check.admit(path, entry as ReadEntry),
    });
    this.unpack.on('meta', (text: string) => check.noteMeta(text));
    this.unpack.on('ignoredEntry', (entry: ReadEntry) => check.noteIgnored(entry));
    this.unpack.on('eof', () => (this.isOver = true));
    this.unpack.on('error', (error) => (this.problem ??= error as Error));
    this.written = new Promise((resolve) => void this.unpack.on('close', resolve));
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error) => void): void {
    this.padding += this.isOver ? chunk.length : 0;
    const next = () => callback(this.check.problem ?? this.problem);
    if (this.padding > MOST_PADDING_BYTES) callback(new Enough());
    else if (this.isOver || this.unpack.write(chunk)) next();
    else void Promise.race([new Promise((resolve) => this.unpack.once('drain', resolve)), this.written]).then(next);
  }

  /** When all that was begun has been written. */
  ended(): Promise<void> {
    this.unpack.end();
    return this.written;
  }

  assertWhole(): void {
    const problem = this.check.problem ?? this.problem;
    if (problem !== undefined) throw problem;
  }
}
