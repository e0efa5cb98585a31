import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MaskedUrl } from '@packyard/contracts';
import { CacheEntry } from './cache-entry';

export interface DownloadCacheOptions {
  /** May be emptied at any time. */
  folder: string;
  /** Above which what was not used for the longest time goes. */
  maxBytes: number;
}

/** What an answer depends on. */
interface Requested {
  url: MaskedUrl;
  headers?: Readonly<Record<string, string>>;
  /** Counts instead of the headers, where they change each time. */
  cacheKey?: string;
  verifySsl: boolean;
}

const PRUNE_INTERVAL_MS = 60_000;
const IN_USE_MS = 60_000;
const MAX_PARTIAL_MS = 24 * 60 * 60 * 1000;

/** What was downloaded, by URL: whole answers and halves of them, shared by all workers on one disk. */
export class DownloadCache {
  private key: Promise<Buffer> | undefined;
  private prunedAt = 0;

  constructor(private readonly options: DownloadCacheOptions) {}

  /** What was read with other credentials, or without looking at certificates, is another answer. */
  async entryOf({ url, headers, cacheKey, verifySsl }: Requested): Promise<CacheEntry> {
    this.key ??= this.readKey();
    const asked = JSON.stringify([url.reveal().href, cacheKey ?? headers ?? {}, verifySsl]);
    const name = createHmac('sha256', await this.key)
      .update(asked)
      .digest('hex');
    return new CacheEntry(join(this.options.folder, name.slice(0, 40)));
  }

  /** Makes room, now and then. */
  async prune(now = Date.now()): Promise<void> {
    if (now - this.prunedAt < PRUNE_INTERVAL_MS) return;
    this.prunedAt = now;
    await this.shrinkTo(this.options.maxBytes, now);
  }

  /** The disk is full: what is not in use at this moment goes, and the answer to this request too. */
  async makeRoom(request: Requested): Promise<void> {
    await (await this.entryOf(request)).forget();
    await this.shrinkTo(0, Date.now());
  }

  private async shrinkTo(maxBytes: number, now: number): Promise<void> {
    const entries = await Promise.all((await this.entries()).map((folder) => weigh(folder, now)));
    let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    for (const entry of entries.sort((a, b) => a.usedAt - b.usedAt)) {
      if (bytes <= maxBytes || now - entry.usedAt < IN_USE_MS) return;
      await rm(entry.folder, { recursive: true, force: true });
      bytes -= entry.bytes;
    }
  }

  private async entries(): Promise<string[]> {
    const found = await readdir(this.options.folder, { withFileTypes: true });
    return found.filter((entry) => entry.isDirectory()).map(({ name }) => join(this.options.folder, name));
  }

  /** A name tells nothing about the credentials in a URL to those who can't read the cache anyway. */
  private async readKey(): Promise<Buffer> {
    const file = join(this.options.folder, 'key');
    await mkdir(this.options.folder, { recursive: true, mode: 0o700 });
    // Whoever comes first makes it.
    await writeFile(file, randomBytes(32), { flag: 'wx', mode: 0o600 }).catch(ignoreExisting);
    return readFile(file);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Files come and go meanwhile. */
async function weigh(folder: string, now: number): Promise<{ folder: string; bytes: number; usedAt: number }> {
  const entry = { folder, bytes: 0, usedAt: 0 };
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    const isLeftOver = name !== 'answer.json' && !name.endsWith('.body') && now - found.mtimeMs > MAX_PARTIAL_MS;
    if (isLeftOver) await rm(path, { force: true });
    else entry.bytes += found.size;
    entry.usedAt = Math.max(entry.usedAt, found.mtimeMs);
  }
  return entry;
}
