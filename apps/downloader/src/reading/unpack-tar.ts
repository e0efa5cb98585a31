import { statSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Parser, type ReadEntry, UnpackSync } from 'tar';
import type { Compression } from './compression';
import { copyHardLinks } from './hard-links';
import { TarCheck } from './tar-check';
import { UnpackBudget } from './unpack-budget';
import type { Unpacking } from './unpacking';

const BLOCK_BYTES = 512;
// Archives are padded with zeros to full records, of 10 KiB mostly; what comes after that belongs to nobody.
const MAX_PADDING_BYTES = 1024 * 1024;
// What is being written when an archive is refused; then its folder is removed.
const LAST_WRITES_MS = 2000;
// An archive that comes to no more than this is inflated once, and kept in memory from the first look to the second.
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** Nothing more is to be read: the archive has ended. */
class Enough extends Error {}

/** Looks at all of it first, so that nothing is written of an archive that is refused. */
export async function unpackTar(unpacking: Unpacking, compression: Compression): Promise<void> {
  const seen = await pass(unpacking, { compression, isRehearsal: true });
  const { check } = await pass(unpacking, { compression: seen.inflated ?? compression, isRehearsal: false });
  await copyHardLinks(check.hardLinks, unpacking.destination);
}

interface Pass {
  check: TarCheck;
  /** All of it as it was seen, if that is little. */
  inflated: Compression | undefined;
}

async function pass(
  unpacking: Unpacking,
  { compression, isRehearsal }: { compression: Compression; isRehearsal: boolean },
): Promise<Pass> {
  const budget = new UnpackBudget(unpacking.limits, statSync(unpacking.file).size);
  const check = new TarCheck(unpacking, budget);
  const taker = new TarTaker(isRehearsal ? rehearsal(check) : extraction(unpacking.destination, check), check);
  try {
    await pipeline(compression.open(unpacking.file), budget.meter(), taker);
  } catch (error) {
    if (!(error instanceof Enough) || check.problem !== undefined) {
      await Promise.race([taker.ended(), delay(LAST_WRITES_MS)]);
      throw check.problem ?? error;
    }
  }
  await taker.ended();
  taker.assertWhole(compression.noticesCuts);
  const { kept } = taker;
  return { check, inflated: kept && { noticesCuts: compression.noticesCuts, open: () => Readable.from(kept) } };
}

function rehearsal(check: TarCheck): Parser {
  const filter = (path: string, entry: unknown) => check.admit(path, entry as ReadEntry) && false;
  return new Parser({ strict: true, brotli: false, zstd: false, filter });
}

/** A reader process has nothing else to do: asking the disk and waiting takes half as long as having it asked by a thread. */
function extraction(destination: string, check: TarCheck): UnpackSync {
  return new UnpackSync({
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
}

/** Hands an inflated archive over up to its end, which is two blocks of zeros, or up to the first refusal. */
class TarTaker extends Writable {
  /** What was handed over so far; nothing once it is too much. */
  kept: Buffer[] | undefined = [];
  private readonly taken: Promise<void>;
  private problem: Error | undefined;
  private isOver = false;
  private hasEnd = false;
  private bytes = 0;
  private padding = 0;

  constructor(
    private readonly parser: Parser,
    private readonly check: TarCheck,
  ) {
    super();
    parser.on('meta', (text: string) => check.noteMeta(text));
    parser.on('ignoredEntry', (entry: ReadEntry) => check.noteIgnored(entry));
    parser.on('nullBlock', () => (this.hasEnd = true));
    parser.on('eof', () => (this.isOver = true));
    parser.on('error', (error) => (this.problem ??= error as Error));
    this.taken = new Promise((resolve) => void parser.on('close', resolve));
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error) => void): void {
    this.bytes += chunk.length;
    // Whoever inflates may use the same memory again.
    this.kept = this.bytes > MAX_KEPT_BYTES ? undefined : this.kept?.concat(Buffer.from(chunk));
    this.padding += this.isOver ? chunk.length : 0;
    const next = () => callback(this.check.problem ?? this.problem);
    if (this.padding > MAX_PADDING_BYTES) callback(new Enough());
    else if (this.isOver || this.parser.write(chunk)) next();
    else void Promise.race([new Promise((resolve) => this.parser.once('drain', resolve)), this.taken]).then(next);
  }

  /** When all that was begun has been written. */
  ended(): Promise<void> {
    this.parser.end();
    return this.taken;
  }

  /** A gzip that is cut says so itself; a bare tar that is cut between two entries only lacks its end. */
  assertWhole(wasCutNoticed: boolean): void {
    const problem = this.check.problem ?? this.problem;
    if (problem !== undefined) throw problem;
    if (this.bytes === 0) throw new Error('it is empty');
    const isCut = this.bytes % BLOCK_BYTES !== 0 || !wasCutNoticed;
    if (isCut && !this.hasEnd) throw new Error('its end is missing');
  }
}
