import { Transform, type TransformCallback } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';

/** Lets an entry's content through as long as it is what the archive's directory promises: its size and its CRC-32. */
export class ZipContentCheck extends Transform {
  private bytes = 0;
  private sum = 0;

  constructor(private readonly entry: Entry) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, callback: TransformCallback): void {
    this.bytes += chunk.length;
    this.sum = crc32(chunk, this.sum);
    if (this.bytes > this.entry.uncompressedSize) callback(this.wrong('has more bytes than'));
    else callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    if (this.bytes < this.entry.uncompressedSize) callback(this.wrong('has fewer bytes than'));
    else callback(this.sum === this.entry.crc32 ? null : this.wrong('has another checksum (CRC-32) than'));
  }

  private wrong(what: string): Error {
    return new Error(`the entry ${JSON.stringify(this.entry.fileName.slice(0, 200))} ${what} its directory says`);
  }
}
