import { tooManyBytes } from '../byte-limit';
import type { HttpRequest } from '../http-request';
import type { AnswerStorage, StartedAnswer } from './cache-entry';
import { misfit, totalOf } from './content-range';
import type { HttpAnswer } from './http-exchange';
import type { PartialFile } from './partial-file';
import { Interrupted } from './retry';
import { validatorsOf } from './http-validators';

/** An answer that is put together of what several requests bring. */
export class AnswerOfPieces {
  /** Some of it came with an earlier request. */
  isPieced: boolean;
  /** The server says that what is known of earlier is still so. */
  isUnchanged = false;
  receivedBytes = 0;

  constructor(
    private readonly request: HttpRequest,
    private readonly place: AnswerStorage,
    readonly file: PartialFile,
    private first: StartedAnswer,
  ) {
    this.isPieced = file.bytes > 0;
  }

  get begun(): StartedAnswer {
    return { ...this.first, bytes: this.file.bytes };
  }

  /** Adds what an answer brings, the whole or the rest. */
  async take({ statusCode, headers, body }: HttpAnswer): Promise<void> {
    this.isUnchanged = statusCode === 304;
    if (this.isUnchanged) return;
    if (statusCode === 416) return this.takeEnd(totalOf(headers));
    if (statusCode === 206) await this.assertFits(misfit(headers, this.begun));
    else await this.startAnew(headers);
    this.isPieced ||= statusCode === 206;
    const total = (this.first.total ??= statusCode === 206 ? totalOf(headers) : undefined);
    if ((total ?? 0) > this.request.maxBytes) throw tooManyBytes(this.request);
    for await (const chunk of body) {
      if (this.file.bytes + chunk.length > this.request.maxBytes) throw tooManyBytes(this.request);
      await this.file.add(chunk);
      this.receivedBytes += chunk.length;
      this.request.onProgress?.({ bytes: this.file.bytes, ...(total === undefined ? {} : { total }) });
    }
    if (total !== undefined && this.file.bytes !== total) {
      throw this.broken('ended its answer before it was whole');
    }
  }

  private async startAnew(headers: HttpAnswer['headers']): Promise<void> {
    if (this.file.bytes > 0) await this.file.restart();
    const { 'content-length': length, 'content-encoding': encoding } = headers;
    const total = length === undefined ? undefined : Number(length);
    this.first = { bytes: 0, total, validators: validatorsOf(headers), encoding };
    await this.place.note(this.file, this.first);
  }

  /** There is nothing behind the last byte: what is there was the whole, or belongs to something else. */
  private async takeEnd(total: number | undefined): Promise<void> {
    if (total !== this.file.bytes) await this.assertFits('has no such part');
  }

  private async assertFits(problem: string | undefined): Promise<void> {
    if (problem === undefined) return;
    await this.file.restart();
    throw this.broken(problem);
  }

  private broken(what: string): Interrupted {
    const message = `${this.request.shownAs ?? String(this.request.url)} ${what}.`;
    return new Interrupted('SOURCE_UNAVAILABLE', message, { hint: 'Try again later, or ask who runs the server.' });
  }
}
