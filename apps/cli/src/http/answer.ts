import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';

/** What came back for a request. The text of its body may be asked for again and again. */
export class Answer {
  private whole: Promise<string> | undefined;

  constructor(
    readonly status: number,
    private readonly body: Readable,
  ) {}

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  text(): Promise<string> {
    return (this.whole ??= this.read());
  }

  /** As they come. @throws Error whose cause is what broke them off */
  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw brokenOff('the answer broke off', error);
    }
  }

  private async read(): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }
}

export async function answerOf(message: IncomingMessage): Promise<Answer> {
  const status = message.statusCode ?? 0;
  if (message.headers['content-encoding'] !== 'gzip') return new Answer(status, message);
  const { createGunzip } = await import('node:zlib');
  // Whoever reads it is told what broke off, by the last of the streams.
  return new Answer(
    status,
    pipeline(message, createGunzip(), () => undefined),
  );
}

/** Names of errors tell who gave up; all else is told as `fetch` does it, with what happened as the cause. */
export function brokenOff(message: string, error: unknown): unknown {
  return ['TimeoutError', 'AbortError'].includes((error as Error).name) ? error : new Error(message, { cause: error });
}
