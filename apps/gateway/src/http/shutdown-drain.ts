import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { UnavailableError } from '@packyard/contracts';
import { withinTime } from '@packyard/pipeline';
import { EventFeed } from '../pack-api/events/event-feed';
import { NodeAnswers } from '../pack-api/nodes/node-answers';
import { watchSilentConnections } from './silent-connections';

/** For answers that are under way; those that only wait for an execution, or for a change, are given at once. */
const MAX_LAST_ANSWERS_MS = 2_500;
const IDLE_AGAIN_MS = 50;

/** How a gateway leaves: those who ask are sent to another one first, and those who were heard still get their answer. */
@Injectable()
export class Drain {
  private hasBegun = false;
  private closeSilent = (): void => undefined;

  constructor(
    private readonly feed: EventFeed,
    private readonly wanted: NodeAnswers,
  ) {}

  /** From when it has begun, each answer is the last one on its connection. */
  watch(app: NestFastifyApplication): void {
    this.closeSilent = watchSilentConnections(app.getHttpServer());
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onSend', (_request, reply, _payload, done) => {
        if (this.hasBegun) void reply.header('connection', 'close');
        done();
      });
  }

  /** @throws UnavailableError once it has begun */
  assertServing(): void {
    if (!this.hasBegun) return;
    throw new UnavailableError('NOT_READY', 'This gateway is shutting down.', {
      hint: 'Ask another gateway, or this one when it has started again.',
    });
  }

  /** Serves on for `seconds`, unready, so that whoever stands before several gateways notices; then lets nobody in. */
  async run(server: Server, seconds: number, maxMs = MAX_LAST_ANSWERS_MS): Promise<void> {
    this.hasBegun = true;
    if (!server.listening) return;
    await delay(seconds * 1000);
    const closed = once(server, 'close');
    server.close();
    this.feed.end();
    this.wanted.end();
    // A connection is idle only after its last answer, and what was asked on a new one may not be read yet.
    const idle = setInterval(() => {
      server.closeIdleConnections();
      this.closeSilent();
    }, IDLE_AGAIN_MS);
    await withinTime(maxMs, closed);
    clearInterval(idle);
  }
}
