import type { IncomingHttpHeaders } from 'node:http';
import { tooManyBytes } from '../byte-limit';
import type { HttpRequest } from '../http-request';
import type { Exchange, HttpAnswer, ExchangeRequest } from './http-exchange';
import { Retries } from './retry';

export interface Answer {
  statusCode: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** An answer that is held in memory; one that breaks off is asked for again. */
export class WholeAnswer {
  constructor(
    private readonly request: HttpRequest,
    private readonly exchange: Exchange,
  ) {}

  /** @throws RejectedError LIMIT_EXCEEDED, and what requests fail with */
  async to(question: ExchangeRequest): Promise<Answer> {
    const retries = new Retries(0, this.request.signal);
    for (;;) {
      let answer: Answer | undefined;
      try {
        await this.exchange(question, async (got) => void (answer = await this.read(got, question)));
        if (answer !== undefined) return answer;
      } catch (error) {
        if (question.isOnce === true) throw error;
        await retries.waitAfter(error, 0);
      }
    }
  }

  private async read({ statusCode, headers, body }: HttpAnswer, { isWanted }: ExchangeRequest): Promise<Answer> {
    const chunks: Buffer[] = [];
    if (isWanted?.(headers) === false) return { statusCode, headers, body: Buffer.alloc(0) };
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > this.request.maxBytes) throw tooManyBytes(this.request);
      chunks.push(chunk);
    }
    return { statusCode, headers, body: Buffer.concat(chunks) };
  }
}
