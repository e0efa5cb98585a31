import { close, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import type { RegistryEntry } from './registry-entry';

/** Where the entries of a pack lie in the file: offset and length in bytes. */
export type Slice = readonly [ref: string, offset: number, length: number];

const readAt = promisify(read);
const BLOCK_BYTES = 256 * 1024;

/** Files of indexes that nobody can reach any more. They have no name, so they are gone when they are closed. */
const forgotten = new FinalizationRegistry((descriptor: number) => close(descriptor, () => undefined));

/** An index that has been parsed. It lies on the disk, by ref: only what is asked for is in memory. */
export class IndexOnDisk {
  private readonly descriptor: number;
  private readonly slices: ReadonlyMap<string, Slice>;

  /** `file` is opened, so that it may be removed. */
  constructor(
    file: string,
    slices: readonly Slice[],
    readonly told: {
      /** What was read: the same for the same content. */
      identity: string;
      /** Nobody answers: it is what was kept, and was so at that time (ISO 8601). */
      keptSince?: string;
      /** How large the index is. */
      bytes: number;
      warnings: readonly string[];
      /** BLAKE2b-512 of its bytes, hexadecimal: what a signature of it is over. */
      prehash: string;
      /** Of which registry it says that it is. */
      registry: string;
      /** What a signed index says of itself. */
      serial?: number;
      expires?: string;
    },
  ) {
    this.descriptor = openSync(file, 'r');
    this.slices = new Map(slices.map((slice) => [slice[0], slice]));
    forgotten.register(this, this.descriptor);
  }

  get refs(): Iterable<string> {
    return this.slices.keys();
  }

  get size(): number {
    return this.slices.size;
  }

  /** All versions of a pack; none when the index does not know it. */
  async entriesOf(ref: string): Promise<RegistryEntry[]> {
    const slice = this.slices.get(ref);
    return slice === undefined ? [] : (JSON.parse(await this.textAt(slice[1], slice[2])) as RegistryEntry[]);
  }

  /** All packs, one after the other, some at a time. */
  async *packs(): AsyncGenerator<[ref: string, entries: RegistryEntry[]]> {
    const slices = [...this.slices.values()];
    for (let index = 0; index < slices.length;) {
      const from = slices[index]?.[1] ?? 0;
      const block: Slice[] = [];
      for (let slice = slices[index]; slice !== undefined; slice = slices[index]) {
        if (block.length > 0 && slice[1] + slice[2] - from > BLOCK_BYTES) break;
        block.push(slice);
        index += 1;
      }
      const bytes = await this.bytesAt(
        from,
        block.reduce((sum, [, , length]) => sum + length, 0),
      );
      for (const [ref, offset, length] of block) {
        const text = bytes.toString('utf8', offset - from, offset - from + length);
        yield [ref, JSON.parse(text) as RegistryEntry[]];
      }
    }
  }

  private async textAt(offset: number, length: number): Promise<string> {
    return (await this.bytesAt(offset, length)).toString('utf8');
  }

  private async bytesAt(offset: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const { bytesRead } = await readAt(this.descriptor, buffer, at, length - at, offset + at);
      if (bytesRead === 0) throw new Error('The file of an index is shorter than it was when it was written');
      at += bytesRead;
    }
    return buffer;
  }
}
