import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Controller, Get, Logger, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ExecutionEventData, type ExecutionId } from '@packyard/contracts';
import { type ExecutionNews, ExecutionRepository } from '@packyard/schema';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { onlyOwnOf } from '../../access/limited-tokens';
import { Authenticator } from '../../access/authenticator';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { ExecutionViews } from '../executions/execution-views';
import { AcceptsQuery, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { nonEmptyNumber } from '../../http/page-query';
import { abortOnClose } from '../../http/abort-on-close';
import { endWhenStalled } from '../../http/stalled-answers';
import { EventFeed } from './event-feed';
import { OpenWaitLimiter } from './open-wait-limiter';
import { WakeSignal } from './wake-signal';

const Sequence = nonEmptyNumber(
  z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
).default(0);
const StreamQuery = z.object({ after: Sequence.describe('The same, for clients that can set no header.') });
const KEEP_ALIVE_MS = 15_000;
// How long clients wait before they take up a stream that broke off; on another gateway, when this one ends.
const RETRY_MS = 1_000;
// Events that are read at once, and kept until the client has taken them.
const PAGE = 100;

type StreamedEvent = ExecutionNews['events'][number];

@ApiTags('executions')
@Controller('api/v1/executions')
export class EventsController {
  private readonly logger = new Logger(EventsController.name);

  constructor(
    private readonly executionViews: ExecutionViews,
    private readonly executions: ExecutionRepository,
    private readonly feed: EventFeed,
    private readonly limiter: OpenWaitLimiter,
    private readonly authenticator: Authenticator,
  ) {}

  /** Streams all events, or those after the client's last one, and then new ones until the execution has ended. */
  @Get(':id/events')
  @RequiresScope('read')
  @ApiProduces('text/event-stream')
  @AcceptsQuery(StreamQuery)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Sequence of the last event that was seen.' })
  @Answers(200, ExecutionEventData, 'A stream; each event has its sequence as id, and the last one is named end.')
  @AnswersError(404, 'There is no such execution.')
  @AnswersError(429, 'Too many streams of this token, person or user are open.')
  async stream(
    @Param('id') text: string,
    @Req() request: AuthorizedRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<void> {
    const { raw } = reply;
    const closed = abortOnClose(raw);
    const { id } = await this.executionViews.find(text, onlyOwnOf(request.caller));
    const { after } = parseRequest(StreamQuery, query);
    const sequence = parseRequest(Sequence, request.headers['last-event-id'] ?? after, 'Last-Event-ID');
    const release = this.limiter.acquire(request.caller.actor);
    reply.hijack();
    const goOn = async () => {
      if (await this.mayGoOn(request)) raw.write(': keep-alive\n\n');
      else closed.abort();
    };
    const keepAlive = setInterval(() => void goOn(), KEEP_ALIVE_MS);
    try {
      endWhenStalled(raw);
      raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      raw.write(`retry: ${RETRY_MS}\n\n`);
      for await (const event of this.events(id, sequence, closed.signal)) await sent(raw, frame(event), closed.signal);
      // Without the end event the client reconnects, to this gateway or another.
      if (!closed.signal.aborted && !this.feed.isShuttingDown) raw.write('event: end\ndata: {}\n\n');
    } catch (error) {
      this.logger.warn(`The events of execution ${id} broke off: ${String(error)}`);
    } finally {
      release();
      clearInterval(keepAlive);
      raw.end();
    }
  }

  /** Whoever lost the right to see them, sees no more; the client is told why, or takes them up with a new token. */
  private async mayGoOn({ headers }: FastifyRequest): Promise<boolean> {
    try {
      return await this.authenticator.isStillUsable(headers.authorization, { needed: 'read' });
    } catch (error) {
      // Without the database no events come either.
      this.logger.warn(`Whether a token is still usable could not be looked up: ${String(error)}`);
      return true;
    }
  }

  private async *events(id: ExecutionId, after: number, signal: AbortSignal): AsyncGenerator<StreamedEvent> {
    const wakeSignal = new WakeSignal();
    const unsubscribe = this.feed.subscribe(id, () => wakeSignal.wake());
    signal.addEventListener('abort', () => wakeSignal.wake());
    try {
      for (let sequence = after; !signal.aborted && !this.feed.isShuttingDown;) {
        const { events, isComplete } = await this.executions.newsAfter(id, sequence, PAGE);
        yield* events;
        if (isComplete) return;
        sequence = events.at(-1)?.sequence ?? sequence;
        if (events.length < PAGE) await wakeSignal.next();
      }
    } finally {
      unsubscribe();
    }
  }
}

/** Waits until there is room for more, or nobody is there any more. */
async function sent(stream: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted || stream.write(text)) return;
  await once(stream, 'drain', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function frame({ sequence, type, data }: StreamedEvent): string {
  return `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
