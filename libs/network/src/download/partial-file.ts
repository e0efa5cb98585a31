import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';

/** A file that grows as an answer comes in, and the digest of what it holds so far. */
export class PartialFile {
  bytes = 0;
  private hash: Hash = createHash('sha256');
  private handle: FileHandle | undefined;

  constructor(readonly path: string) {}

  /** A new file; what somebody else began is copied into it, since it may be still at work. */
  static async open(path: string, begun?: string): Promise<PartialFile> {
    const file = new PartialFile(path);
    file.handle = await open(path, 'wx', 0o600);
    if (begun === undefined) return file;
    try {
      for await (const chunk of createReadStream(begun) as AsyncIterable<Buffer>) await file.add(chunk);
    } catch (error) {
      // It may have been cleared away in between: then there is less to go on with.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return file;
  }

  async add(chunk: Buffer): Promise<void> {
    this.hash.update(chunk);
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await this.opened().write(chunk, written, chunk.length - written, this.bytes + written);
      written += bytesWritten;
    }
    this.bytes += chunk.length;
  }

  async restart(): Promise<void> {
    await this.opened().truncate(0);
    this.bytes = 0;
    this.hash = createHash('sha256');
  }

  /** `sha256:…` of all that was added. */
  checksum(): string {
    return `sha256:${this.hash.copy().digest('hex')}`;
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }

  private opened(): FileHandle {
    if (this.handle === undefined) throw new Error(`${this.path} is closed`);
    return this.handle;
  }
}
