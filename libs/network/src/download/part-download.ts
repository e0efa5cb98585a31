import type { FileHandle } from 'node:fs/promises';
import { RejectedError } from '@packyard/contracts';
import { tooManyBytes } from '../byte-limit';
import type { HttpRequest } from '../http-request';
import type { Exchange, HttpAnswer } from './http-exchange';
import { Interrupted, Retries } from './retry';

/** A part of what a URL holds: the first byte, and the one behind the last. */
export interface Part {
  from: number;
  to: number;
}

/** Fetches one part of a URL into the same place of a file. What breaks off on the way is gone on with. */
export class PartDownload {
  private at: number;

  constructor(
    private readonly request: HttpRequest,
    private readonly exchange: Exchange,
    private readonly part: Part,
  ) {
    this.at = part.from;
  }

  /**
   * Nothing tells whether the parts of a URL belong to each other: it is for the caller to check what was put together.
   * @throws RejectedError SOURCE_NOT_FOUND when the server knows no parts, or has another one; LIMIT_EXCEEDED
   */
  async into(file: FileHandle): Promise<void> {
    const { from, to } = this.part;
    if (to - from > this.request.maxBytes) throw tooManyBytes(this.request);
    const retries = new Retries(from, this.request.signal);
    while (this.at < to) {
      const headers = { range: `bytes=${this.at}-${to - 1}`, 'accept-encoding': 'identity' };
      try {
        await this.exchange({ headers, statuses: [200, 206, 416] }, (answer) => this.take(file, answer));
        if (this.at < to) throw this.broken();
      } catch (error) {
        await retries.waitAfter(error, this.at);
      }
    }
  }

  private async take(file: FileHandle, { statusCode, headers, body }: HttpAnswer): Promise<void> {
    const range = /^bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '');
    if (statusCode !== 206 || Number(range?.[1]) !== this.at) throw this.unsuitable();
    for await (const chunk of body) {
      if (this.at + chunk.length > this.part.to) throw this.unsuitable();
      await file.write(chunk, 0, chunk.length, this.at);
      this.at += chunk.length;
      this.request.onProgress?.({ bytes: this.at - this.part.from, total: this.part.to - this.part.from });
    }
  }

  private unsuitable(): RejectedError {
    const { from, to } = this.part;
    const message = `${String(this.request.url)} does not give out its bytes ${from} to ${to - 1}.`;
    return new RejectedError('SOURCE_NOT_FOUND', message, {
      hint: 'Publish it on a server that answers requests with Range, and whole.',
    });
  }

  private broken(): Interrupted {
    const message = `${String(this.request.url)} ended its answer before it was whole.`;
    return new Interrupted('SOURCE_UNAVAILABLE', message, { hint: 'Try again later, or ask who runs the server.' });
  }
}
