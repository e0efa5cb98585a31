import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long a client may leave what it is sent, or what it sends, lying. */
const STALLED_MS = 60_000;

/** How long an answer may take to be sent, and what is large. */
const MAX_MS = 120_000;
const MAX_LARGE_MS = 60 * 60 * 1000;
const LARGE = /\/export$/;

/** What is written for a client that does not read it is kept in memory, so it is not kept for long. */
export function endStalledAnswers(app: NestFastifyApplication, { stalledMs = STALLED_MS, maxMs = MAX_MS } = {}): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', ({ routeOptions }, { raw }, payload, done) => {
      endWhenStalled(raw, stalledMs);
      endAfter(raw, LARGE.test(routeOptions.url ?? '') ? MAX_LARGE_MS : maxMs);
      done(null, payload);
    });
}

function endAfter(answer: ServerResponse, maxMs: number): void {
  const timer = setTimeout(() => answer.destroy(), maxMs);
  answer.once('close', () => clearTimeout(timer));
}

/** Closes the connection when nothing moves on it for that long, a minute as a rule; until the answer is sent. */
export function endWhenStalled(stream: ServerResponse | IncomingMessage, stalledMs = STALLED_MS): void {
  stream.setTimeout(stalledMs, () => stream.destroy());
}
