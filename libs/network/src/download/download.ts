import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, stat, utimes } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { RejectedError, UnavailableError } from '@packyard/contracts';
import type { HttpRequest } from '../http-request';
import { type AnswerStorage, type KnownAnswer, PlainFileStorage } from './cache-entry';
import { undoEncoding } from './content-encoding';
import { rangeHeaders } from './content-range';
import type { Exchange, ExchangeRequest } from './http-exchange';
import { AnswerOfPieces } from './answer-of-pieces';
import { Retries } from './retry';
import { conditionsOf } from './http-validators';

export interface Downloaded {
  /** `sha256:…` of the file, after a `Content-Encoding` was undone. */
  checksum: string;
  bytes: number;
  /** What came over the wire this time. */
  transferredBytes: number;
  /** The server said that it is what was downloaded before. */
  isUnchanged: boolean;
  /** Nobody answered: it is what was so at that time. */
  keptSince?: Date;
}

interface Got {
  answer: KnownAnswer;
  /** It was not fetched in one piece just now. */
  isPieced: boolean;
  keptSince?: Date;
}

/** Fetches one URL into a file: what is known or half there already is not fetched again, and what breaks off goes on. */
export class Download {
  private transferredBytes = 0;

  constructor(
    private readonly request: HttpRequest,
    private readonly exchange: Exchange,
  ) {}

  async into(file: string): Promise<Downloaded> {
    try {
      return await this.fetchInto(file);
    } finally {
      // Failures leave something behind too, to be gone on with.
      await this.request.cache?.prune();
    }
  }

  private async fetchInto(file: string): Promise<Downloaded> {
    const place: AnswerStorage = (await this.request.cache?.entryOf(this.request)) ?? new PlainFileStorage(file);
    const known = await place.known();
    const got = await this.checked(place, known).catch((error: unknown) => this.keptInstead(known, error));
    const { answer, keptSince } = got;
    const { path, checksum, bytes } = answer;
    // So that one can tell how old it may be.
    if (answer === known && keptSince === undefined) await utimes(path, new Date(), new Date());
    // On another disk a file can't be linked.
    if (path !== file) await link(path, file).catch(() => copyFile(path, file));
    const told = { checksum, bytes, transferredBytes: this.transferredBytes, isUnchanged: answer === known };
    return keptSince === undefined ? told : { ...told, keptSince };
  }

  private async keptInstead(known: KnownAnswer | undefined, error: unknown): Promise<Got> {
    const isAway = error instanceof UnavailableError && !this.request.signal.aborted;
    if (known === undefined || !isAway || this.request.mayUseKeptCopy !== true) throw error;
    try {
      await assertUnspoiled(known);
      await this.request.check?.(known);
      return { answer: known, isPieced: false, keptSince: (await stat(known.path)).mtime };
    } catch {
      // Gone, spoiled, or not what was promised: then nothing answers.
      throw error;
    }
  }

  /** What was put together of pieces, or is spoiled on disk, gets a second chance: the digest decides, not the server. */
  private async checked(place: AnswerStorage, known: KnownAnswer | undefined): Promise<Got> {
    const got = await this.fetch(place, known);
    try {
      if (got.answer === known && known.checksum !== this.request.alreadyRead) await assertUnspoiled(known);
      await this.request.check?.(got.answer);
      return got;
    } catch (error) {
      await place.forget();
      if (!got.isPieced || this.request.cache === undefined) throw error;
    }
    const whole = await this.fetch(place, undefined);
    await this.request.check?.(whole.answer);
    return whole;
  }

  private async fetch(place: AnswerStorage, known: KnownAnswer | undefined): Promise<Got> {
    const { file, begun } = await place.begin();
    const pieces = new AnswerOfPieces(this.request, place, file, begun);
    const retries = new Retries(file.bytes, this.request.signal);
    try {
      while ((await this.attempt(pieces, { known, retries })) === 'broken');
      this.transferredBytes += pieces.receivedBytes;
      if (pieces.isUnchanged && known !== undefined) {
        await place.drop(file);
        return { answer: known, isPieced: true };
      }
      return { answer: await this.finish(place, pieces), isPieced: pieces.isPieced };
    } catch (error) {
      if (isDiskFull(error) || error instanceof RejectedError) await place.drop(file);
      else await place.leave(file, pieces.begun);
      throw error;
    }
  }

  private async attempt(
    pieces: AnswerOfPieces,
    { known, retries }: { known: KnownAnswer | undefined; retries: Retries },
  ): Promise<'whole' | 'broken'> {
    try {
      await this.exchange(questionOf(pieces, known), (answer) => pieces.take(answer));
      return 'whole';
    } catch (error) {
      await retries.waitAfter(error, pieces.file.bytes);
      return 'broken';
    }
  }

  private async finish(place: AnswerStorage, { file, begun }: AnswerOfPieces): Promise<KnownAnswer> {
    await file.close();
    const { encoding, validators } = begun;
    const decoded = encoding === undefined ? undefined : await undoEncoding(file.path, encoding, this.request);
    const { path, checksum, bytes } = decoded ?? { path: file.path, checksum: file.checksum(), bytes: file.bytes };
    if (decoded !== undefined) await file.remove();
    return { checksum, bytes, validators, path: await place.keep(path, { checksum, bytes, validators }) };
  }
}

function questionOf({ begun }: AnswerOfPieces, known: KnownAnswer | undefined): ExchangeRequest {
  const always = { 'accept-encoding': 'identity' };
  const range = rangeHeaders(begun);
  if ('range' in range) return { headers: { ...always, ...range }, statuses: [200, 206, 416] };
  const conditions = known === undefined ? {} : conditionsOf(known.validators);
  const statuses = Object.keys(conditions).length === 0 ? [200] : [200, 304];
  return { headers: { ...always, ...conditions }, statuses };
}

async function assertUnspoiled({ path, checksum }: KnownAnswer): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  if (`sha256:${hash.digest('hex')}` !== checksum) throw new Error(`${path} is spoiled`);
}

function isDiskFull(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT)$/.test((error as NodeJS.ErrnoException).code ?? '');
}
