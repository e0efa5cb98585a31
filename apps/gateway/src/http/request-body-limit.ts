import { Transform, type TransformCallback } from 'node:stream';
import { RejectedError } from '@packyard/contracts';

/** What a body may be while nobody knows whose it is: enough for every login. */
export const STRANGERS_BYTES = 16 * 1024;

export interface BodyLimits {
  /** From the first byte to the last. */
  maxMs: number;
  /** Throws when the request's token is none of ours; asked once, and only when the body is larger than a stranger's may be. */
  assertKnown: (otherwise: string) => Promise<void>;
}

/** A request's body on its way into memory: it has to be there in time, and a large one has to come with a token. */
export class RequestBodyLimit extends Transform {
  private readonly timer: NodeJS.Timeout;
  private bytes = 0;
  private wasAsked = false;

  constructor(private readonly limits: BodyLimits) {
    super();
    this.timer = setTimeout(() => this.destroy(incomplete(limits.maxMs)), limits.maxMs);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes <= STRANGERS_BYTES || this.wasAsked) {
      done(null, chunk);
      return;
    }
    this.wasAsked = true;
    this.limits
      .assertKnown(`A body of more than ${STRANGERS_BYTES} bytes needs a token that may change something.`)
      .then(
        () => done(null, chunk),
        // Fastify takes an error without a status for the client's.
        (error: unknown) => done(Object.assign(error as Error, { statusCode: 500 })),
      );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.timer);
    done(error);
  }
}

function incomplete(maxMs: number): RejectedError {
  return new RejectedError(
    'REQUEST_INCOMPLETE',
    `The body was not sent whole within ${Math.round(maxMs / 1000)} seconds.`,
    { hint: 'Send it again.' },
  );
}
