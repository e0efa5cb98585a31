import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { PassThrough, pipeline as piped, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { MAX_ZSTD_WINDOW_LOG, RejectedError } from '@packyard/contracts';
import { Semaphore } from '@packyard/sandbox';
import { limitBytes } from '../byte-limit';
import type { HttpRequest } from '../http-request';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG } }),
};
// Each keeps up to 16 MiB outside of the heap, and as many answers as a sender likes come at the same time.
const decodings = new Semaphore(4);
const TAR_MAGIC_AT = 257;
const START_BYTES = 512;
const TOO_WIDE = 'ZSTD_error_frameParameter_windowTooLarge';

export interface Decoded {
  path: string;
  checksum: string;
  bytes: number;
}

/**
 * Undoes a `Content-Encoding` of a whole answer, into a file beside it. Nothing when it is none: many servers only label a
 * stored `.tar.gz` by what it is packed with, and its checksum is the one of the file as it is.
 */
export async function undoEncoding(path: string, encoding: string, request: HttpRequest): Promise<Decoded | undefined> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return undefined;
  const framed = DECODERS[name];
  if (framed === undefined) throw unknownEncoding(request, name);
  const release = await decodings.acquire(request.signal);
  try {
    const decoders = name === 'deflate' ? [framed, () => createInflateRaw()] : [framed];
    const { decoder, start } = await firstThatDecodes(path, decoders);
    if (decoder === undefined || isStoredSo(start, request)) return undefined;
    return await decodedBeside(path, { decoder, name, request });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== TOO_WIDE) throw error;
    if (/\.t?zst$/i.test(request.url.reveal().pathname)) return undefined;
    throw tooWide(request);
  } finally {
    release();
  }
}

async function decodedBeside(
  path: string,
  { decoder, name, request }: { decoder: () => Transform; name: string; request: HttpRequest },
): Promise<Decoded> {
  const hash = createHash('sha256');
  const decodedPath = `${path}.decoded`;
  const output = createWriteStream(decodedPath, { flags: 'wx', mode: 0o600 });
  const count = new PassThrough().on('data', (chunk: Buffer) => hash.update(chunk));
  try {
    await pipeline(createReadStream(path), decoder(), limitBytes(request), count, output, { signal: request.signal });
  } catch (error) {
    await rm(decodedPath, { force: true });
    throw isDecoders(error) ? damaged(request, name) : error;
  }
  return { path: decodedPath, checksum: `sha256:${hash.digest('hex')}`, bytes: output.bytesWritten };
}

/** A tar that was not asked for as one: it is stored as a packed tar, and that is what its name and checksum are about. */
function isStoredSo(start: Buffer, { url }: HttpRequest): boolean {
  const isTar = start.toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + 'ustar'.length) === 'ustar';
  return isTar && !url.reveal().pathname.toLowerCase().endsWith('.tar');
}

/** Many servers leave out the frame that `deflate` stands for; browsers put up with that. */
async function firstThatDecodes(
  path: string,
  decoders: readonly (() => Transform)[],
): Promise<{ decoder: () => Transform; start: Buffer } | { decoder: undefined; start: Buffer }> {
  for (const decoder of decoders) {
    const start = await decodedStart(path, decoder);
    if (start !== undefined) return { decoder, start };
  }
  return { decoder: undefined, start: Buffer.alloc(0) };
}

/** Nothing when it is not packed like that at all. */
async function decodedStart(path: string, decoder: () => Transform): Promise<Buffer | undefined> {
  // An error of the file ends the decoder with it.
  const stream = piped(createReadStream(path), decoder(), () => undefined);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (Buffer.concat(chunks).length >= START_BYTES) break;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (!isDecoders(error) || (error as NodeJS.ErrnoException).code === TOO_WIDE) throw error;
    return undefined;
  }
}

function isDecoders(error: unknown): boolean {
  return /^(Z_|ERR_BROTLI|ERR_ZSTD|ZSTD_|ERR__ERROR)/.test((error as NodeJS.ErrnoException).code ?? '');
}

function damaged({ url }: HttpRequest, name: string): RejectedError {
  const message = `${String(url)} was answered in the encoding '${name}', and what came is damaged.`;
  return new RejectedError('SOURCE_INVALID', message, {
    hint: 'Publish it again; have the server send it as it is if its own encoding is broken.',
  });
}

function tooWide({ url }: HttpRequest): RejectedError {
  const message = `${String(url)} was answered in the encoding 'zstd' with a window of more than 8 MiB.`;
  return new RejectedError('SOURCE_INVALID', message, {
    hint: 'Have the server pack it as RFC 9659 says (zstd without --long or --ultra), or send it as it is.',
  });
}

function unknownEncoding({ url }: HttpRequest, name: string): RejectedError {
  const message = `${String(url)} is answered in the encoding '${name.slice(0, 40)}', which can't be undone.`;
  return new RejectedError('SOURCE_INVALID', message, {
    hint: 'Have the server send it as it is, or with gzip, deflate, br or zstd.',
  });
}
