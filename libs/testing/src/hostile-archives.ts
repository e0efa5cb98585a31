import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** Archives as an attacker makes them, byte by byte, where no library lets one. */

const BLOCK = 512;
const END = Buffer.alloc(2 * BLOCK);

interface TarFields {
  type?: string;
  /** What the header says, when it isn't the content's. */
  size?: number;
  linkname?: string;
}

/** One entry of a tar: header, content, padding. */
export function tarEntry(name: string, content: string | Buffer = 'x', fields: TarFields = {}): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'latin1');
  header.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  header.write(`${(fields.size ?? body.length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(`${'0'.repeat(11)}\0`, 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write(fields.type ?? '0', 156, 'latin1');
  header.write(fields.linkname ?? '', 157, 100, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}

/** The extended header for the entry that follows. */
export function paxEntry(records: Record<string, string>): Buffer {
  const text = Object.entries(records)
    .map(([key, value]) => paxRecord(key, value))
    .join('');
  return tarEntry('PaxHeader', text, { type: 'x' });
}

export function tarGz(entries: readonly Buffer[], tail: Buffer = END): Buffer {
  return gzipSync(Buffer.concat([...entries, tail]));
}

export function tar(entries: readonly Buffer[], tail: Buffer = END): Buffer {
  return Buffer.concat([...entries, tail]);
}

interface ZipFields {
  /** What the directory says, when it isn't the content's. */
  size?: number;
  crc?: number;
  packedSize?: number;
  method?: number;
  isStored?: boolean;
  flags?: number;
  mode?: number;
  /** The system that made it, and the version of its format. */
  madeBy?: number;
}

export interface ZipEntry extends ZipFields {
  name: string | Buffer;
  content?: string | Buffer;
}

export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const body = Buffer.from(entry.content ?? 'x');
    const packed = entry.isStored === true ? body : deflated(body);
    const fields = zipFields(entry, { body, packed });
    const local = Buffer.concat([u32(0x04034b50), fields, Buffer.from(entry.name), packed]);
    const attributes = [u16(0), u16(0), u16(0), u32(((entry.mode ?? 0o100644) << 16) >>> 0), u32(offset)];
    directory.push(
      Buffer.concat([u32(0x02014b50), u16(entry.madeBy ?? 0x031e), fields, ...attributes, Buffer.from(entry.name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const count = u16(Math.min(entries.length, 0xfffe));
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(index.length), u32(offset), u16(0)];
  return Buffer.concat([...locals, index, ...end]);
}

const SHORT_BYTES = 16;
const short = new Map<string, Buffer>();

/** Some archives have tens of thousands of files that hold nothing: each by itself takes seconds together. */
function deflated(body: Buffer): Buffer {
  if (body.length > SHORT_BYTES) return deflateRawSync(body);
  const key = body.toString('latin1');
  const known = short.get(key) ?? deflateRawSync(body);
  short.set(key, known);
  return known;
}

/** What the local header and the directory have in common. */
function zipFields(entry: ZipEntry, { body, packed }: { body: Buffer; packed: Buffer }): Buffer {
  return Buffer.concat([
    u16(20),
    u16(entry.flags ?? 0),
    u16(entry.method ?? (entry.isStored === true ? 0 : 8)),
    u32(0x21_0000),
    u32(entry.crc ?? crc32(body)),
    u32(entry.packedSize ?? packed.length),
    u32(entry.size ?? body.length),
    u16(Buffer.byteLength(entry.name)),
    u16(0),
  ]);
}

/** `<length> <key>=<value>\n`, where the length, in bytes, counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes;
  while (String(length).length + bytes !== length) length = String(length).length + bytes;
  return `${length}${rest}`;
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
