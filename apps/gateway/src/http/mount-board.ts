import { createBullBoard } from '@bull-board/api';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PackyardError } from '@packyard/contracts';
import { StageQueues } from '@packyard/pipeline';
import { TaskLabelRepository } from '@packyard/schema';
import { Authenticator } from '../access/authenticator';
import { askedBy } from '../access/access.guard';
import { BoardQueue } from './board-queue';
import { challenge } from './errors/authentication-challenge';
import { statusOfError } from './errors/status-of';
import { RateLimited } from './rate-limit/rate-limited';

const ROUTE = '/queues';
// The page asks another company's server for its fonts; without them it uses those of the machine.
const FOREIGN_FONTS = /<link href="https:\/\/[^>]*>/g;

/**
 * Bull Board with the four queues. It has no access control of its own, so a hook authorizes every request. `below` is the path
 * that a proxy has the service below, which the page has to know.
 */
export async function mountBoard(app: NestFastifyApplication, below: string): Promise<void> {
  const authenticator = app.get(Authenticator);
  const board = new FastifyAdapter();
  const names = app.get(TaskLabelRepository, { strict: false });
  const queues = app
    .get(StageQueues)
    .all()
    .map((queue) => new BoardQueue(queue, names, below));
  createBullBoard({ queues, serverAdapter: board, options: { uiConfig: { boardTitle: 'Packyard queues' } } });
  board.setBasePath(`${below}${ROUTE}`);
  await app
    .getHttpAdapter()
    .getInstance()
    .register(async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        try {
          const asked = askedBy(request, 'read');
          const caller = await authenticator.authenticate(request.headers.authorization, asked);
          // The board shows the jobs of everybody.
          if (caller.limits !== null) throw authenticator.limited(caller, asked);
          request.principal = caller.actor;
        } catch (error) {
          if (!(error instanceof PackyardError)) throw error;
          const status = statusOfError(error);
          if (status === 401) challenge(request, reply);
          if (error instanceof RateLimited) void reply.header('retry-after', String(error.retryAfterSeconds));
          await reply
            .status(status)
            .send({ error: error.message, code: error.code, message: error.message, hint: error.hint });
        }
      });
      scope.addHook('onSend', (_request, _reply, payload, done) => {
        done(null, typeof payload === 'string' ? payload.replace(FOREIGN_FONTS, '') : payload);
      });
      await scope.register(board.registerPlugin(), { prefix: ROUTE });
    });
}
